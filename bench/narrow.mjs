// Rows of very few features, above all the tutorial's line, y = 3.5 x + 1.2 + noise: `node bench/narrow.mjs [--rounds 401]
// [--out FILE.json]`. A run shuffles in each epoch and descends by half the squared error at a constant rate. Ours are
// sessions of the core, native and WebAssembly, on this thread; beside them the plain loop in JavaScript. What an update
// and the order of an epoch cost besides the rows is seen by other batches and by rows that are not shuffled.
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { loadCore } from '../packages/ts-api/dist/backend/load.node.js'
import { describeMachine } from './machine.mjs'
import { descend } from './peers/plain-loop.mjs'
import { bell, randomOf, uniform } from './random.mjs'
import { median, medianWithInterval } from './statistics.mjs'
import { store } from './store.mjs'

const BACKENDS = ['native', 'wasm']
const LEARNING_RATE = 0.01
/** Of a small table, as the tutorial has it; a large one is gone through once. */
const EPOCHS = 20
/** Until the compilers of WebAssembly and JavaScript are through with it. */
const WARM_ROUNDS = 100
const CASES = [
  ...[1, 16, 64, 256].map((batchSize) => ({ n: 1000, d: 1, batchSize, order: 'own' })),
  { n: 1000, d: 1, batchSize: 64, order: 'in order' },
  { n: 100_000, d: 1, batchSize: 64, order: 'own' },
  ...[2, 3, 4, 8].map((d) => ({ n: 1000, d, batchSize: 64, order: 'own' })),
]

function table(n, d) {
  const random = randomOf(n + d)
  const x = Float32Array.from({ length: n * d }, () => 2 * uniform(random))
  const y = Float32Array.from({ length: n }, (_, row) => 3.5 * x[row * d] + 1.2 + bell(random) / 10)
  return { x, y }
}

/** Makes runs of so many epochs from parameters of 0: functions that give the parameters they end with. */
async function ours(backend, { d, batchSize, order }, { x, y }, epochs) {
  const { core } = await loadCore(backend)
  const optimizer = { name: 'sgd', learningRate: LEARNING_RATE }
  const options = { loss: 'halfSquaredError', optimizer, batchSize, epochs, seed: 42, schedule: 'constant', earlyStopping: null }
  const config = JSON.stringify({ ...options, shuffle: order === 'own' ? 'full' : 'none' })
  const initial = new Float64Array(d + 1)
  const examples = core.Examples.fromFloat32(x, y, JSON.stringify({ columns: d, classes: null }))
  return () => {
    const session = new core.Session(config, examples)
    session.setParameters(initial)
    session.setGoal('{}')
    return () => {
      while (session.advance(2 ** 31) > 0);
      const parameters = session.parameters()
      session.free?.()
      return parameters
    }
  }
}

/** The same of the plain loop. */
function plain({ d, batchSize, order }, { x, y }, epochs) {
  const task = { x, y, d, batchSize, epochs, initial: new Float32Array(d + 1), learningRate: LEARNING_RATE }
  return () => () => descend(task, order === 'own' ? 'own' : null)
}

/** All must have found the same line; that the orders differ shows a little. */
function check(found, { x, y }, d) {
  const loss = (parameters) => {
    let sum = 0
    for (let row = 0; row < y.length; row++) {
      let error = parameters[d] - y[row]
      for (let j = 0; j < d; j++) error += parameters[j] * x[row * d + j]
      sum += (error * error) / 2 / y.length
    }
    return sum
  }
  const losses = found.map(loss)
  if (Math.max(...losses) > 1.1 * Math.min(...losses)) throw new Error(`final losses differ: ${losses.join(', ')}`)
}

async function measure(shape, rounds) {
  const rows = table(shape.n, shape.d)
  const epochs = shape.n > 10_000 ? 1 : EPOCHS
  const made = { javascript: plain(shape, rows, epochs) }
  for (const backend of BACKENDS) made[backend] = await ours(backend, shape, rows, epochs)
  check(Object.values(made).map((make) => make()()), rows, shape.d)
  for (const make of Object.values(made)) for (let round = 0; round < WARM_ROUNDS; round++) make()()
  const took = Object.fromEntries(Object.keys(made).map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, make] of Object.entries(made)) {
      const run = make()
      const start = performance.now()
      run()
      took[name].push(((performance.now() - start) * 1e6) / (epochs * shape.n))
    }
  }
  const nanoseconds = Object.fromEntries(Object.entries(took).map(([name, times]) => [name, median(times)]))
  const ratio = (name) => medianWithInterval(took.javascript.map((time, round) => time / took[name][round]))
  const faster = Object.fromEntries(BACKENDS.map((name) => [name, ratio(name)]))
  return { ...shape, nanosecondsARow: nanoseconds, timesFasterThanJavaScript: faster }
}

async function main() {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '401' }, out: { type: 'string' } } })
  const machine = describeMachine(dirname(import.meta.dirname))
  const results = []
  for (const shape of CASES) {
    results.push(await measure(shape, Number(values.rounds)))
    console.log(JSON.stringify(results.at(-1)))
  }
  store('narrow', { date: new Date().toISOString().slice(0, 10), machine, rounds: Number(values.rounds), results }, values.out)
}

await main()
