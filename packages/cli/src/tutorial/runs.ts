/** The tutorial's runs: from scratch as NumPy does it, in the style of frameworks, and the three methods side by side. */
import {
  type BackendChoice,
  type Batch,
  compare,
  type Comparison,
  constant,
  Dataset,
  dense,
  type FloatArray,
  sequential,
  sgd,
  Trainer,
} from 'minibatch'
import type { TutorialData } from './data.js'

export const EPOCHS = 20

/** What a run needs from outside. */
export interface Setting {
  data: TutorialData
  backend: BackendChoice | undefined
  signal: AbortSignal
}

export type FromScratch = Awaited<ReturnType<typeof fromScratch>>
export type FrameworkStyle = ReturnType<typeof frameworkStyle>

function rowsOf({ data: { x, y }, backend }: Setting, dtype: 'float32' | 'float64'): Dataset {
  return Dataset.fromArrays({ x: { data: x, columns: 1 }, y, dtype, ...(backend && { backend }) })
}

/** The loop from scratch: float64, NumPy's first parameters and NumPy's order of rows. */
export async function fromScratch(setting: Setting) {
  const { initial, orders, batchSize, learningRate } = setting.data
  const rows = rowsOf(setting, 'float64')
  const trainer = new Trainer(sequential(rows, [dense(1)]), rows, {
    loss: 'halfSquaredError',
    optimizer: sgd({ learningRate }),
    schedule: constant(),
    epochs: EPOCHS,
    batchSize,
    initialParameters: initial,
    order: orders,
    ...(setting.backend && { backend: setting.backend }),
  })
  const epochs: { epoch: number; w: number; b: number }[] = []
  for await (const { number: epoch } of trainer.epochs(EPOCHS, { signal: setting.signal })) {
    const [w, b] = weights(trainer.parameters)
    epochs.push({ epoch, w, b })
  }
  return { epochs, backend: trainer.backend, weightsHash: trainer.weightsHash }
}

/** One mini-batch as numbers. */
export interface Step {
  /** Which update, from 1, and where it lies: epoch and batch from 1. */
  readonly step: number
  readonly epoch: number
  readonly batch: number
  readonly learningRate: number
  /** Before the update. */
  readonly w: number
  readonly b: number
  /** Numbers of the batch's rows in the data, from 0; their x, their y, what w x + b says, and how far that is off. */
  readonly rows: readonly number[]
  readonly x: readonly number[]
  readonly y: readonly number[]
  readonly predictions: readonly number[]
  readonly errors: readonly number[]
  /** Half the mean squared error of the batch. */
  readonly loss: number
  /** Slopes of the loss: means of error · x and of error. */
  readonly dw: number
  readonly db: number
  /** After it. */
  readonly newW: number
  readonly newB: number
}

/** Updates of the loop from scratch, all epochs. */
export function stepsOf({ x, batchSize }: TutorialData): number {
  return EPOCHS * Math.ceil(x.length / batchSize)
}

/** The loop from scratch up to one update, which is told in numbers. */
export function stepOf(setting: Setting, wanted: number): Step {
  const { initial, orders, batchSize, learningRate } = setting.data
  const rows = rowsOf(setting, 'float64')
  const net = sequential(rows, [dense(1)])
  net.parameters.set(initial)
  const optimizer = sgd({ learningRate })
  let step = 0
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const batch of rows.batches({ batchSize, order: orders, epoch })) {
      const [w, b] = weights(net.parameters)
      const { loss, gradient } = net.lossAndGradient(batch, 'halfSquaredError')
      const [dw, db] = weights(gradient)
      const seen = ++step === wanted ? lookedAt(batch, net.forward(batch)) : undefined
      optimizer.step(net.parameters, gradient)
      const [newW, newB] = weights(net.parameters)
      if (seen) return { step, epoch: epoch + 1, batch: batch.index + 1, learningRate, w, b, ...seen, loss, dw, db, newW, newB }
    }
  }
  throw new RangeError(`There are ${step} steps; got ${wanted}.`)
}

function lookedAt(batch: Batch, predictions: FloatArray) {
  const [x, y] = [[...batch.x], [...batch.y]]
  return { rows: [...batch.rows], x, y, predictions: [...predictions], errors: [...predictions].map((value, i) => value - y[i]!) }
}

/** The framework's way: float32, mean squared error, rows shuffled by the seed; a loop of batches, gradient and step. */
export function frameworkStyle(setting: Setting) {
  const { batchSize, learningRate } = setting.data
  const rows = rowsOf(setting, 'float32')
  const net = sequential(rows, [dense(1)], { seed: 42 })
  const optimizer = sgd({ learningRate })
  const epochs: { epoch: number; loss: number }[] = []
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    setting.signal.throwIfAborted()
    let last = Number.NaN
    for (const batch of rows.batches({ batchSize, seed: 42, epoch })) {
      const { loss, gradient } = net.lossAndGradient(batch, 'mse')
      optimizer.step(net.parameters, gradient)
      last = loss
    }
    epochs.push({ epoch: epoch + 1, loss: last })
  }
  const [w, b] = weights(net.parameters)
  return { epochs, w, b, weightsHash: net.weightsHash }
}

/** The three ways to take the rows, from the same start for the same epochs. */
export function threeMethods(setting: Setting): Promise<Comparison> {
  const { data, signal } = setting
  return compare(rowsOf(setting, 'float32'), {
    batchSizes: ['full', data.batchSize, 1],
    loss: 'mse',
    optimizer: sgd({ learningRate: data.learningRate }),
    schedule: constant(),
    epochs: EPOCHS,
    seed: 42,
    initialParameters: data.initial,
    signal,
  })
}

function weights(parameters: FloatArray): [w: number, b: number] {
  return [parameters[0]!, parameters[1]!]
}
