import { type Activation, Dataset, dense, type Loss, type Optimizer, type Schedule, sequential, Trainer } from 'minibatch'
import { describe, expect, test } from 'vitest'

import { backends } from './each-backend.js'

interface Golden {
  readonly layers: readonly number[]
  readonly activation: Activation
  readonly loss: string
  readonly lossParameters: object
  readonly optimizer: string
  readonly hyperParameters: Readonly<Record<string, unknown>>
  readonly clipNorm: number | null
  readonly l1: number
  readonly x: number[][]
  readonly y: number[] | number[][]
  readonly sampleWeight: number[] | null
  readonly batches: number[][]
  readonly init: number[]
  readonly lossBeforeStep: number[]
  readonly after: Readonly<Record<string, number[]>>
}

const files = import.meta.glob<Golden>('../../../fixtures/golden/*.json', { eager: true, import: 'default' })

/** The recordings say which schedule ran, not its options. */
const schedules: Readonly<Record<string, Schedule>> = {
  'mlp-classifier': { name: 'cosine', tMax: 24, etaMin: 0.001, per: 'step' },
  'schedule-cosine': { name: 'cosine', tMax: 24, etaMin: 0.001, per: 'step' },
  'schedule-exponential': { name: 'exponential', gamma: 0.93, per: 'step' },
  'schedule-linearWarmup': { name: 'linearWarmup', startFactor: 0.1, totalIters: 10, per: 'step' },
  'schedule-oneCycle': { name: 'oneCycle', maxLearningRate: 0.1, totalSteps: 25, per: 'step' },
  'schedule-polynomial': { name: 'polynomial', totalIters: 24, power: 2, per: 'step' },
  'schedule-step': { name: 'step', stepSize: 5, gamma: 0.5, per: 'step' },
}

/** PyTorch's recordings name variants of one optimizer. */
const optimizers: Readonly<Record<string, string>> = {
  adamL2: 'adam',
  amsgrad: 'adam',
  momentum: 'sgd',
  momentumDampened: 'sgd',
  nesterov: 'sgd',
  sgdWeightDecay: 'sgd',
  rmspropCenteredMomentum: 'rmsprop',
}
const parameters: Readonly<Record<string, string>> = { lr: 'learningRate', eps: 'epsilon', weight_decay: 'weightDecay' }

const cases = Object.entries(files)
  .map(([path, golden]) => ({ name: path.replace(/.*\/|\.json$/g, ''), golden }))
  .filter(({ name }) => name !== 'tutorial')

/** Whole epochs: a recording stops inside one, and the rows it did not reach complete the order. */
function ordersOf({ batches, x }: Golden): number[][] {
  const taken = batches.flat()
  const epochs: number[][] = []
  for (let at = 0; at < taken.length; at += x.length) {
    const order = taken.slice(at, at + x.length)
    const rest = [...x.keys()].filter((row) => !order.includes(row))
    epochs.push([...order, ...rest])
  }
  return epochs
}

function trainerOf(name: string, golden: Golden, backend: (typeof backends)[number], dtype: 'float32' | 'float64'): Trainer {
  const { layers, activation, loss, lossParameters, x, y, sampleWeight, clipNorm, l1, init, batches } = golden
  const data = Dataset.fromArrays({
    x,
    y,
    dtype,
    backend,
    ...(sampleWeight && { sampleWeight }),
    ...(loss === 'crossEntropy' && { task: 'classification' }),
  })
  const hyper = Object.entries(golden.hyperParameters).map(([key, value]) => [parameters[key] ?? key, value])
  const order = ordersOf(golden)
  const hidden = layers.slice(1, -1).map((units) => dense(units, activation))
  return new Trainer(sequential(data, [...hidden, dense(layers.at(-1)!)]), data, {
    loss: { name: loss, ...lossParameters } as Loss,
    optimizer: { name: optimizers[golden.optimizer] ?? golden.optimizer, ...Object.fromEntries(hyper) } as Optimizer,
    schedule: schedules[name] ?? 'constant',
    clipNorm,
    l1,
    batchSize: batches[0]!.length,
    epochs: order.length,
    order,
    initialParameters: init,
  })
}

/** The largest difference, relative to max(|expected|, 1e-3). */
function distance(values: ArrayLike<number>, expected: readonly number[]): number {
  return Math.max(...expected.map((value, i) => Math.abs(values[i]! - value) / Math.max(Math.abs(value), 1e-3)))
}

describe.each(backends)('PyTorch’s runs, step by step, on %s', (backend) => {
  test('there is a recording of everything', () => {
    expect(cases.length).toBeGreaterThan(40)
  })

  test.for(cases)('$name', async ({ name, golden }) => {
    const stateful = golden.layers.length > 2 && golden.optimizer !== 'sgd'
    // The variance of a gradient is the difference of two running means: what float32 leaves of it after 24 steps.
    const narrow = golden.hyperParameters['centered'] ? 2e-4 : 1e-4
    for (const [dtype, tolerance] of [['float64', stateful ? 1e-10 : 1e-12], ['float32', narrow]] as const) {
      const trainer = trainerOf(name, golden, backend, dtype)
      for (const step of golden.lossBeforeStep.keys()) {
        await trainer.run({ steps: 1 })
        const expected = golden.after[step + 1]
        if (expected) expect(distance(trainer.parameters, expected), `${dtype}, step ${step + 1}`).toBeLessThan(tolerance)
      }
    }
  })
})
