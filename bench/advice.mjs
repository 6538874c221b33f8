// Whether the batch size that is advised is the best: `node bench/advice.mjs [--rounds 31] [--table diabetes] [--out FILE.json]`,
// after `npm run build`. On three tables that differ, every power of two is measured by brute force: updates to the target
// loss over five seeds, at the rate tuned for each size, times the median time of an update, all sizes in every round.
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { Dataset, findBatchSize, measureBatchSizes } from '../packages/ts-api/dist/index.js'
import { describeMachine } from './machine.mjs'
import { correlatedTable } from './random.mjs'
import { store } from './store.mjs'

/** The advised size may take so many times the time of the best at most. */
const AIM = 1.2
/** Seeds of the rows held out and of the runs: of the first the advice knows all, of the second nothing. */
const SEEDS = [0, 1000]

const { values } = parseArgs({ options: { rounds: { type: 'string' }, table: { type: 'string', multiple: true }, out: { type: 'string' } } })
const rounds = Number(values.rounds ?? 31)
const fixture = (name, options) => Dataset.fromCsv(join(import.meta.dirname, '../fixtures/tables', name), options)

const tables = {
  diabetes: { title: 'diabetes, 442 x 10, linear', options: {}, data: () => fixture('diabetes.csv', { target: 'target' }) },
  wide: { title: '200,000 x 32, linear', options: {}, data: () => Dataset.fromArrays(correlatedTable(200_000, 32)) },
  digits: {
    title: 'digits, 1,797 x 64, a hidden layer of 64',
    options: { hidden: [64] },
    data: () => fixture('digits.csv', { target: 'target', task: 'classification' }),
  },
}

function powersOfTwo(n) {
  const sizes = []
  for (let size = 1; size <= n; size *= 2) sizes.push(size)
  return sizes
}

/** Every power of two up to the rows trained on. */
async function bruteForce(data, options, seed) {
  const { train } = data.split({ test: Math.min(0.2, 8192 / data.rows), seed })
  const measured = await measureBatchSizes(data, { ...options, optimizer: 'adam', seed, rounds, batchSizes: powersOfTwo(train.rows) })
  return measured.sizes.map(({ rows, learningRate, stepsToTarget, secondsPerUpdate, secondsToTarget }) => ({
    batchSize: rows,
    learningRate,
    steps: stepsToTarget,
    secondsPerUpdate,
    seconds: secondsToTarget,
  }))
}

/** How the advised size does in a brute force: its time over that of the best. */
function verdictOf(sizes, advised) {
  const reached = sizes.filter(({ seconds }) => seconds.median !== null)
  const best = reached.reduce((best, next) => (next.seconds.median < best.seconds.median ? next : best))
  const own = reached.find(({ batchSize }) => batchSize === advised)
  return { best: best.batchSize, bestSeconds: best.seconds.median, ratio: own ? own.seconds.median / best.seconds.median : null }
}

const result = { date: new Date().toISOString().slice(0, 10), machine: describeMachine(dirname(import.meta.dirname)), rounds, aim: AIM, results: [] }
for (const name of values.table ?? Object.keys(tables)) {
  const { title, options, data: load } = tables[name]
  const data = await load()
  const started = performance.now()
  // What is compared are powers of two.
  const batchSizes = powersOfTwo(Math.min(2 ** 14, data.rows * 0.8))
  const advice = await findBatchSize(data, { ...options, batchSizes, seed: SEEDS[0] })
  const adviceSeconds = (performance.now() - started) / 1000
  const entry = { table: name, title, advised: advice.batchSize, adviceSeconds, candidates: advice.candidates, bruteForce: [] }
  for (const seed of SEEDS) {
    const sizes = await bruteForce(data, options, seed)
    const verdict = verdictOf(sizes, advice.batchSize)
    entry.bruteForce.push({ seed, ...verdict, sizes })
    const met = verdict.ratio !== null && verdict.ratio <= AIM ? 'met' : 'missed'
    console.log(`${title}, seed ${seed}: advised ${advice.batchSize} in ${adviceSeconds.toFixed(1)} s, best ${verdict.best}, ${verdict.ratio?.toFixed(2)} times its time (aim at most ${AIM}: ${met})`)
  }
  result.results.push(entry)
}

store('advice', result, values.out)
