/** A loop of the user's own against a Trainer's run with the same options: the same bits. */
import {
  adam,
  adamw,
  type BatchesOptions,
  cosine,
  Dataset,
  dense,
  dropout,
  type GradientOptions,
  huber,
  type Layer,
  learningRateAt,
  type Loss,
  type Network,
  type OptimizerSteps,
  type Schedule,
  sequential,
  sgd,
  Trainer,
  type TrainerOptions,
} from 'minibatch'
import { describe, expect, test } from 'vitest'

import { backends } from './each-backend.js'
import { rowsOf } from './numbers.js'

const EPOCHS = 3
const ROWS = 150

/** What a loop does beside its batches. */
interface Loop {
  readonly layers: readonly Layer[]
  readonly loss: Loss
  readonly optimizer: OptimizerSteps
  readonly batches?: BatchesOptions
  readonly gradient?: GradientOptions
  readonly schedule?: Schedule
  /** Reads the arrays of each batch first, so that they go back to the core. */
  readonly touch?: boolean
}

function ownLoop(data: Dataset, { layers, loss, optimizer, batches, gradient, schedule, touch }: Loop): Network {
  const net = sequential(data, layers, { seed: batches?.seed ?? 0 })
  let step = 0
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const batch of data.batches({ ...batches, epoch })) {
      if (touch) expect(batch.x).toHaveLength(batch.size * batch.columns)
      const rate = schedule && learningRateAt(schedule, { learningRate: 0.02, step: step++, epoch, epochs: EPOCHS })
      const found = net.lossAndGradient(batch, loss, gradient)
      optimizer.step(net.parameters, found.gradient, rate)
    }
  }
  return net
}

async function trained(data: Dataset, { layers, loss, optimizer, batches, gradient, schedule }: Loop): Promise<Trainer> {
  const trainer = new Trainer(sequential(data, layers), data, {
    loss,
    optimizer: optimizer as never,
    schedule: schedule ?? 'constant',
    epochs: EPOCHS,
    earlyStopping: null,
    l2: 0,
    ...gradient,
    ...(batches as TrainerOptions),
  })
  await trainer.run()
  return trainer
}

const linear = [dense(1)]
const perceptron = [dense(7, 'tanh'), dense(5, 'gelu'), dense(1)]
const optimizers = {
  sgd: () => sgd({ learningRate: 0.02 }),
  momentum: () => sgd({ learningRate: 0.02, momentum: 0.9, nesterov: true, weightDecay: 0.01 }),
  adam: () => adam({ learningRate: 0.02 }),
  adamw: () => adamw({ learningRate: 0.02, amsgrad: true }),
}

describe.each(backends)('on %s', (backend) => {
  const arrays = { ...rowsOf(ROWS, 6), backend }
  const datasets = {
    float32: Dataset.fromArrays({ ...arrays, dtype: 'float32' }),
    float64: Dataset.fromArrays({ ...arrays, dtype: 'float64' }),
  }
  const data = datasets.float64

  async function expectSame(rows: Dataset, make: () => Loop): Promise<void> {
    const own = ownLoop(rows, make())
    const run = await trained(rows, make())
    expect(own.weightsHash).toBe(run.weightsHash)
    expect(Float64Array.from(own.parameters)).toEqual(run.parameters)
  }

  describe.each(['float32', 'float64'] as const)('%s', (dtype) => {
    test.for(Object.entries(optimizers))('%s reaches the bits of a run, linear and with hidden layers', async ([, make]) => {
      for (const layers of [linear, perceptron]) {
        await expectSame(datasets[dtype], () => ({
          layers,
          loss: huber({ delta: 0.5 }),
          optimizer: make(),
          batches: { batchSize: 32, seed: 7 },
        }))
      }
    })

    test('so do penalty and clipping, and batches whose arrays were read', async () => {
      for (const gradient of [{ l2: 0.01 }, { clipNorm: 0.1 }, { clipValue: 0.05, l2: 0.1 }]) {
        for (const touch of [false, true]) {
          await expectSame(datasets[dtype], () => ({ layers: perceptron, loss: 'mse', optimizer: optimizers.momentum(), gradient, touch }))
        }
      }
    })
  })

  test.for([
    { shuffle: 'block', batchSize: 64, seed: 3 },
    { shuffle: 'none', batchSize: 40, dropLast: true },
    { shuffle: 'replacement', batchSize: 50, seed: 1 },
    { batchSize: 'full' },
    { batchSize: 1, seed: 2 },
    { order: Array.from({ length: EPOCHS }, (_, epoch) => Uint32Array.from({ length: ROWS }, (_, i) => (i * 7 + epoch) % ROWS)) },
  ] satisfies BatchesOptions[])('any order is the order of a run: $shuffle, $batchSize', async (batches) => {
    await expectSame(data, () => ({ layers: linear, loss: 'mse', optimizer: optimizers.adam(), batches }))
  })

  test.for([cosine(), cosine({ tMax: 20, per: 'step' }), { name: 'exponential', gamma: 0.8, per: 'epoch' }] satisfies Schedule[])(
    'a schedule gives the rates of a run: %o',
    async (schedule) => {
      await expectSame(data, () => ({ layers: linear, loss: 'mse', optimizer: optimizers.sgd(), schedule, batches: { seed: 5 } }))
    },
  )

  test('dropout drops what a run drops', async () => {
    const layers = [dense(16, 'relu'), dropout(0.4), dense(1)]
    await expectSame(data, () => ({ layers, loss: 'mse', optimizer: optimizers.adam(), batches: { seed: 11 } }))
  })

  test('weights of rows and classes mean what they mean to a run', async () => {
    const classes = Float64Array.from(arrays.y, (y) => (y > 0.4 ? 2 : y > -0.4 ? 1 : 0))
    const sampleWeight = Float64Array.from({ length: ROWS }, (_, row) => (row % 5) / 2)
    const rows = Dataset.fromArrays({ ...arrays, y: classes, sampleWeight, task: 'classification', dtype: 'float64' })
    for (const touch of [false, true]) {
      const make = (): Loop => ({ layers: [dense(6, 'relu'), dense(3)], loss: 'crossEntropy', optimizer: optimizers.adam(), touch })
      await expectSame(rows, make)
    }
  })

  test('a table’s rows are those a run sees, encoded', async () => {
    const rows = Array.from(arrays.y, (price, row) => ({ price, area: arrays.x.data[row * 6]!, city: `c${row % 4}` }))
    const table = Dataset.fromRows(rows, { target: 'price', backend })
    await expectSame(table, () => ({ layers: linear, loss: 'mse', optimizer: optimizers.adam(), batches: { seed: 4 } }))
    expect(new Set(Array.from(table.batches(), (batch) => batch.columns))).toEqual(new Set([5]))
  })

  test('plain arrays are batches too, also those with the other kind of numbers', () => {
    const net = sequential(data, perceptron, { seed: 9 })
    const [batch] = data.batches({ batchSize: 16 })
    const { x, y, rows, columns } = batch!
    const whole = net.lossAndGradient(batch!, 'mse')
    const nested = Array.from(rows, (_, i) => [...x.subarray(i * columns, (i + 1) * columns)])
    for (const plain of [{ x, y }, { x: { data: x, columns }, y: [...y] }, { x: nested, y }]) {
      expect(net.lossAndGradient(plain, 'mse')).toEqual(whole)
    }
    const narrow = net.lossAndGradient({ x: Float32Array.from(x), y: Float32Array.from(y) }, 'mse')
    expect(narrow.gradient).toBeInstanceOf(Float64Array)
    expect(narrow.loss).toBeCloseTo(whole.loss, 6)
  })

  test('a loss, its options and the array of the gradient may change from call to call', () => {
    const net = sequential(data, perceptron)
    const [batch] = data.batches()
    const calls = [['mse', {}], [huber({ delta: 0.5 }), {}], [huber({ delta: 0.4 }), {}], [huber(), {}], ['mse', { l2: 1 }], ['mse', {}]] as const
    const found = calls.map(([loss, options]) => net.lossAndGradient(batch!, loss, options))
    const alone = calls.map(([loss, options]) => sequential(data, perceptron).lossAndGradient(batch!, loss, options))
    expect(found).toEqual(alone)
    const into = new Float64Array(net.parameters.length)
    const { gradient } = net.lossAndGradient(batch!, 'mse', { into })
    expect(gradient).toBe(into)
    expect(gradient).toEqual(found[0]!.gradient)
  })

  test('what is changed in a batch is what the gradient sees', () => {
    const net = sequential(data, linear)
    const [untouched] = data.batches()
    const [changed] = data.batches()
    changed!.y[0] = changed!.y[0]! + 1
    expect(net.lossAndGradient(changed!, 'mse')).not.toEqual(net.lossAndGradient(untouched!, 'mse'))
  })

  test('the gradient is the slope of the loss', () => {
    const H = 1e-6
    for (const [layers, gradient] of [[linear, {}], [perceptron, {}], [[dense(8, 'tanh'), dropout(0.5), dense(1)], { step: 3, seed: 1 }]] as const) {
      const net = sequential(data, layers, { seed: 1 })
      const [batch] = data.batches({ batchSize: 21 })
      const loss = () => net.lossAndGradient(batch!, huber({ delta: 0.3 }), gradient).loss
      const found = net.lossAndGradient(batch!, huber({ delta: 0.3 }), gradient).gradient
      for (const [i, slope] of found.entries()) {
        const value = net.parameters[i]!
        net.parameters[i] = value + H
        const above = loss()
        net.parameters[i] = value - H
        const below = loss()
        net.parameters[i] = value
        expect(Math.abs(slope - (above - below) / (2 * H))).toBeLessThan(1e-7)
      }
    }
  })

  test('forward gives the raw predictions of the model, two outputs a row', async () => {
    const y = { data: Float64Array.from({ length: ROWS * 2 }, (_, i) => arrays.y[i >> 1]! * (1 + (i % 2))), columns: 2 }
    const rows = Dataset.fromArrays({ ...arrays, y, dtype: 'float64' })
    const layers = [dense(4, 'relu'), dense(2)]
    await expectSame(rows, () => ({ layers, loss: 'mse', optimizer: optimizers.adam() }))
    await expectSame(rows, () => ({ layers, loss: 'mse', optimizer: optimizers.adam(), touch: true }))
    const net = sequential(rows, layers)
    const trainer = new Trainer(sequential(rows, layers), rows)
    expect(net.forward(arrays.x)).toEqual(trainer.predict(arrays.x))
    const [batch] = rows.batches({ shuffle: false })
    expect(net.forward(batch!)).toEqual(net.forward(arrays.x).subarray(0, 64 * 2))
  })

  test('a network starts as a Trainer with its seed does, and goes on from it', async () => {
    const net = sequential(data, perceptron, { seed: 42 })
    const start = Float64Array.from(net.parameters)
    expect(start).toEqual(new Trainer(sequential(data, perceptron), data, { seed: 42 }).parameters)
    expect(start).toEqual(new Trainer(sequential(data, perceptron, { seed: 42 }), data).parameters)
    expect(start).not.toEqual(sequential(data, perceptron).parameters)
    expect(net.parameters).toBe(net.parameters)
    const trainer = new Trainer(net, data, { epochs: 2, initialParameters: net.parameters })
    expect(net.parameters).toEqual(start)
    await trainer.run()
    expect(net.parameters).toEqual(trainer.parameters)
    expect(net.weightsHash).toBe(trainer.weightsHash)
    const [batch] = data.batches()
    const again = sequential(data, perceptron)
    again.parameters.set(trainer.parameters)
    expect(again.lossAndGradient(batch!, 'mse')).toEqual(net.lossAndGradient(batch!, 'mse'))
  })
})
