/** `minibatch tutorial`: the tutorial's three parts, run and measured here. */
import { type BackendChoice, compare, type Comparison, constant, Dataset, dense, sequential, sgd, Trainer, type TrainerOptions } from 'minibatch'
import { drawFigure } from './figure/drawing.js'
import type { Terminal } from './terminal.js'
import { type TutorialData, tutorialData } from './tutorial-data.js'

const EPOCHS = 20

interface Point {
  epoch: number
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
  const comparison = await threeMethods(setting)
  if (terminal.json) terminal.document({ fromScratch, frameworkStyle, comparison: runsOf(comparison) })
  else printComparison(comparison, terminal)
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

const METHODS = { full: 'batch', 64: 'mini-batch', 1: 'stochastic' } as const

/** The three ways to take the rows, from the same start for the same epochs. */
function threeMethods({ data, backend, signal }: Setting): Promise<Comparison> {
  const { x, y, initial, learningRate } = data
  const rows = Dataset.fromArrays({ x: { data: x, columns: 1 }, y, ...(backend && { backend }) })
  return compare(rows, {
    batchSizes: ['full', 64, 1],
    loss: 'mse',
    optimizer: sgd({ learningRate }),
    schedule: constant(),
    epochs: EPOCHS,
    seed: 42,
    initialParameters: initial,
    signal,
  })
}

/** The runs as the document has them. */
function runsOf({ epochs, runs }: Comparison) {
  return runs.map((run) => ({
    method: METHODS[run.batchSize as keyof typeof METHODS],
    epochs,
    ...run,
    updatesPerSecond: run.secondsPerUpdate && 1 / run.secondsPerUpdate,
    loss: run.losses.at(-1) ?? null,
  }))
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
    ...drawFigure(
      {
        kind: 'chart',
        title: 'Mini-batch GD on Linear Regression',
        x: { label: 'X' },
        y: { label: 'y' },
        series: [
          { name: 'data', mark: 'points', look: 'ink', x: data.x, y: data.y },
          { name: 'Fitted Line', mark: 'line', look: 'red', x: [0, 2], y: [b, 2 * w + b] },
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

function printComparison(comparison: Comparison, terminal: Terminal): void {
  terminal.lines([
    terminal.style('bold', 'Batch (full), mini-batch (64) and stochastic (1) gradient descent'),
    ...String(comparison).split('\n'),
    '',
    "noise: deviation of an update's gradient at the start, in lengths of the gradient of all rows",
    'target: 5 % above the least loss of the three',
  ])
}
