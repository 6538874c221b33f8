// What the API adds to the core, and whether it keeps its word on time: `node bench/api.mjs [--out FILE.json]`.
//
// - overhead: a fit of the tutorial on plain arrays, through the parked worker, beside the same session of the core
//   taken by plain calls on this thread;
// - budget: how long `partialFit(rows, { budgetMs: 5 })` takes, and what share of a pass it had time for. Plain arrays are
//   copied and checked in every call, within the budget; a Dataset is read once;
// - abort: from `controller.abort()` to the rejected promise.
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { Dataset, LinearRegression, MLPRegressor, sgd } from '../packages/ts-api/dist/index.js'
import { loadCore } from '../packages/ts-api/dist/backend/load.node.js'
import { describeMachine } from './machine.mjs'
import { randomOf, uniform } from './random.mjs'
import { median } from './statistics.mjs'
import { store } from './store.mjs'

const BACKENDS = ['native', 'wasm']
const REPEATS = { overhead: 2000, budget: 200, abort: 20 }

const percentile = (values, share) => Float64Array.from(values).toSorted()[Math.round(share * (values.length - 1))]
const spread = (values) => ({ median: median(values), p99: percentile(values, 0.99), most: Math.max(...values) })

function table(n, d) {
  const random = randomOf(n)
  const data = Float32Array.from({ length: n * d }, () => 2 * uniform(random) - 1)
  const y = Float32Array.from({ length: n }, (_, row) => 3.5 * data[row * d] + 1.2 + uniform(random) / 10)
  return { x: { data, columns: d }, y }
}

const tutorial = { batchSize: 64, epochs: 20, optimizer: sgd({ learningRate: 0.01 }), seed: 42, schedule: 'constant', earlyStopping: null }

/** Microseconds of a whole fit, and of its session alone. */
async function overhead(backend) {
  const { x, y } = table(1000, 1)
  const { core } = await loadCore(backend)
  const config = JSON.stringify(tutorial)
  const own = () => {
    const examples = core.Examples.fromFloat32(x.data, y, '{"columns":1,"classes":null}')
    const session = new core.Session(config, examples)
    const start = performance.now()
    session.setGoal('{}')
    while (session.advance(2 ** 40) > 0);
    const took = performance.now() - start
    session.free?.()
    examples.free?.()
    return took
  }
  const fit = async () => {
    const start = performance.now()
    await new LinearRegression({ ...tutorial, backend }).fit(x, y)
    return performance.now() - start
  }
  const took = { fit: [], core: [] }
  for (let i = 0; i < REPEATS.overhead; i++) {
    took.fit.push(await fit())
    took.core.push(own())
  }
  const [whole, core_] = [median(took.fit) * 1000, median(took.core) * 1000]
  return { fitMicroseconds: whole, coreMicroseconds: core_, ratio: whole / core_ }
}

async function budget(backend, [name, model, { x, y }, form]) {
  const took = []
  const given = form === 'Dataset' ? [Dataset.fromArrays({ x, y, backend })] : [x, y]
  let share = 0
  const estimator = model(backend)
  for (let i = 0; i < REPEATS.budget; i++) {
    const start = performance.now()
    const { rows } = await estimator.partialFit(...given, { budgetMs: 5 })
    took.push(performance.now() - start)
    share += rows / y.length / REPEATS.budget
  }
  return { name, form, budgetMilliseconds: 5, milliseconds: spread(took), shareOfPass: share }
}

async function abort(backend, [name, model, { x, y }]) {
  const took = []
  for (let i = 0; i < REPEATS.abort; i++) {
    const controller = new AbortController()
    let start
    setTimeout(() => {
      start = performance.now()
      controller.abort()
    }, 20 + i)
    await model(backend).fit(x, y, { signal: controller.signal }).catch((error) => {
      if (error.code !== 'ABORTED') throw error
    })
    took.push(performance.now() - start)
  }
  return { name, milliseconds: spread(took) }
}

const endless = { epochs: 1_000_000, earlyStopping: null, schedule: 'constant', learningRate: 1e-4 }
const linear = (batchSize) => (backend) => new LinearRegression({ ...endless, batchSize, backend })
const hidden = (batchSize) => (backend) => new MLPRegressor({ ...endless, hidden: [128], batchSize, backend })

async function main() {
  const { values } = parseArgs({ options: { out: { type: 'string' } } })
  const root = dirname(import.meta.dirname)
  const machine = describeMachine(root)
  const small = table(20_000, 20)
  const large = table(400_000, 20)
  const wide = table(20_000, 784)
  const budgets = [
    ['20,000 x 20, linear, batch 64', linear(64), small, 'arrays'],
    ['400,000 x 20, linear, batch 64', linear(64), large, 'Dataset'],
    ['20,000 x 784, 128 hidden units, batch 64', hidden(64), wide, 'Dataset'],
  ]
  const aborts = [
    ['400,000 x 20, linear, batch 64', linear(64), large],
    ['400,000 x 20, linear, full batch', linear(400_000), large],
    ['20,000 x 784, 128 hidden units, batch 64', hidden(64), wide],
    ['20,000 x 784, 128 hidden units, full batch', hidden(20_000), wide],
  ]
  const results = {}
  for (const backend of BACKENDS) {
    results[backend] = { overhead: await overhead(backend), budget: [], abort: [] }
    for (const one of budgets) results[backend].budget.push(await budget(backend, one))
    for (const one of aborts) results[backend].abort.push(await abort(backend, one))
  }
  const date = new Date().toISOString().slice(0, 10)
  store('api', { date, machine, repeats: REPEATS, results }, values.out)
  console.log(JSON.stringify(results, null, 1))
}

await main()
