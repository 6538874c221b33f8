/** `minibatch tutorial`: the tutorial's three parts, run and measured here. */
import { type BackendChoice, constant, Dataset, dense, sequential, sgd, Trainer, type TrainerOptions } from 'minibatch'
import { count, duration, number, table } from './format.js'
import { drawChart } from './plot.js'
import type { Terminal } from './terminal.js'
import { type TutorialData, tutorialData } from './tutorial-data.js'

const EPOCHS = 20

interface Point {
  epoch: number
  w: number
  b: number
}

/** One way to take the rows, measured. */
interface Method {
  method: string
  batchSize: number | 'full'
  epochs: number
  updates: number
  seconds: number
  updatesPerSecond: number
  /** Mean squared error over all rows with the last w and b. */
  loss: number
  w: number
  b: number
}

/** What a run needs from outside. */
interface Setting {
  data: TutorialData
  backend: BackendChoice | undefined
  signal: AbortSignal
}

/** Runs the tutorial and prints it, or its one document. */
export async function tutorial(flags: { backend?: BackendChoice }, terminal: Terminal): Promise<void> {
  const setting: Setting = { data: tutorialData(), backend: flags.backend, signal: terminal.signal }
  const fromScratch = await likeNumpy(setting)
  if (!terminal.json) printFromScratch(fromScratch, setting.data, terminal)
  const frameworkStyle = await likeFrameworks(setting)
  if (!terminal.json) printFrameworkStyle(frameworkStyle, terminal)
  const comparison: Method[] = []
  for (const [method, batchSize] of METHODS) comparison.push(await measured(setting, method, batchSize))
  if (terminal.json) terminal.document({ fromScratch, frameworkStyle, comparison })
  else printComparison(comparison, fromScratch.backend, terminal)
}

function trainerOf({ data, backend }: Setting, dtype: 'float32' | 'float64', options: TrainerOptions): Trainer {
  const { x, y } = data
  const rows = Dataset.fromArrays({ x: { data: x, columns: 1 }, y, dtype, ...(backend && { backend }) })
  return new Trainer(sequential(rows, [dense(1)]), rows, {
    optimizer: sgd({ learningRate: data.learningRate }),
    schedule: constant(),
    epochs: EPOCHS,
    ...(backend && { backend }),
    ...options,
  })
}

/** The loop from scratch: float64, NumPy's first parameters and NumPy's order of rows. */
async function likeNumpy(setting: Setting) {
  const { initial, orders, batchSize } = setting.data
  const trainer = trainerOf(setting, 'float64', {
    loss: 'halfSquaredError',
    batchSize,
    initialParameters: initial,
    order: orders,
  })
  const epochs: Point[] = []
  for await (const { number: epoch } of trainer.epochs(EPOCHS, { signal: setting.signal })) {
    const [w = Number.NaN, b = Number.NaN] = trainer.parameters
    epochs.push({ epoch, w, b })
  }
  return { epochs, backend: trainer.backend, weightsHash: trainer.weightsHash }
}

/** The framework's way: float32, mean squared error, rows shuffled by the seed. */
async function likeFrameworks(setting: Setting) {
  const trainer = trainerOf(setting, 'float32', { loss: 'mse', batchSize: setting.data.batchSize, seed: 42 })
  const epochs = await trainer.run({ epochs: EPOCHS, signal: setting.signal })
  const [w = Number.NaN, b = Number.NaN] = trainer.parameters
  return { epochs: epochs.map(({ number: epoch, loss }) => ({ epoch, loss })), w, b, weightsHash: trainer.weightsHash }
}

const METHODS: readonly (readonly [string, number | 'full'])[] = [
  ['batch', 'full'],
  ['mini-batch', 64],
  ['stochastic', 1],
]

/** Runs timed for each method: one run takes too short a time to be a measurement. */
const TIMED_RUNS = 9

/** One method over the same rows, from the same start, for the same epochs; its time is the median of all runs. */
async function measured(setting: Setting, method: string, batchSize: number | 'full'): Promise<Method> {
  const options = { loss: 'mse', batchSize, seed: 42, initialParameters: setting.data.initial } as const
  const times: number[] = []
  let trainer = trainerOf(setting, 'float32', options)
  for (let run = 0; run < TIMED_RUNS; run++) {
    // Every run is the same, so any of them has the result.
    trainer = trainerOf(setting, 'float32', options)
    const epochs = await trainer.run({ epochs: EPOCHS, signal: setting.signal })
    times.push(epochs.reduce((sum, epoch) => sum + epoch.seconds, 0))
  }
  const seconds = times.toSorted((a, b) => a - b)[TIMED_RUNS >> 1]!
  const updates = trainer.state.step
  const [w = Number.NaN, b = Number.NaN] = trainer.parameters
  const { loss } = trainer.evaluate(rowsOf(setting))
  return { method, batchSize, epochs: EPOCHS, updates, seconds, updatesPerSecond: updates / seconds, loss, w, b }
}

function rowsOf({ data, backend }: Setting): Dataset {
  return Dataset.fromArrays({ x: { data: data.x, columns: 1 }, y: data.y, ...(backend && { backend }) })
}

function printFromScratch(
  { epochs, weightsHash }: Awaited<ReturnType<typeof likeNumpy>>,
  data: TutorialData,
  terminal: Terminal,
): void {
  const { w, b } = epochs.at(-1)!
  terminal.lines([
    terminal.style('bold', 'Mini-batch gradient descent from scratch'),
    `1000 points of y = 3.5 x + 1.2 + noise, half the squared error, rate ${data.learningRate}, batches of ${data.batchSize}, float64`,
    '',
    ...epochs.map((point) => `Epoch ${point.epoch}: w = ${point.w.toFixed(4)}, b = ${point.b.toFixed(4)}`),
    '',
    ...drawChart(
      {
        title: 'Mini-batch GD on Linear Regression',
        xLabel: 'X',
        yLabel: 'y',
        series: [
          { name: 'data', mark: 'points', x: data.x, y: data.y },
          { name: 'Fitted Line', mark: 'line', color: 'red', x: [0, 2], y: [b, 2 * w + b] },
        ],
      },
      { columns: Math.min(terminal.columns, 100), lines: 20, color: terminal.color },
    ),
    '',
    `weights ${weightsHash}`,
    '',
  ])
}

function printFrameworkStyle(
  { epochs, w, b, weightsHash }: Awaited<ReturnType<typeof likeFrameworks>>,
  terminal: Terminal,
): void {
  terminal.lines([
    terminal.style('bold', "The framework's way"),
    'mean squared error, float32, rows shuffled anew each epoch by seed 42',
    '',
    ...epochs.map(({ epoch, loss }) => `Epoch ${epoch}, Loss: ${loss.toFixed(4)}`),
    `w = ${w.toFixed(4)}, b = ${b.toFixed(4)}, weights ${weightsHash}`,
    '',
  ])
}

function printComparison(
  methods: readonly Method[],
  backend: Trainer['backend'],
  terminal: Terminal,
): void {
  const rows = methods.map((one) => [
    one.method,
    String(one.batchSize),
    count(one.updates),
    count(one.updatesPerSecond),
    duration(one.seconds),
    number(one.loss),
    one.w.toFixed(4),
    one.b.toFixed(4),
  ])
  terminal.lines([
    terminal.style('bold', 'Batch, mini-batch and stochastic gradient descent'),
    `${EPOCHS} epochs each from the same start on the ${backend.kind} core (${backend.simd}); median time of ${TIMED_RUNS} runs here`,
    '',
    ...table(
      [['method', 'batch', 'updates', 'updates/s', 'time', 'final loss', 'w', 'b'], ...rows],
      [false, true, true, true, true, true, true, true],
    ),
  ])
}
