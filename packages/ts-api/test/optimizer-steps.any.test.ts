/** Optimizers alone, on models of the user's own, against PyTorch's and NumPy's recordings. */
import {
  type Activation,
  adadelta,
  adagrad,
  adam,
  adamax,
  adamw,
  clipGradientNorm,
  Dataset,
  dense,
  learningRateAt,
  nadam,
  type OptimizerSteps,
  ready,
  rmsprop,
  type Schedule,
  sequential,
  sgd,
  type Stepping,
  type SgdOptimizer,
} from 'minibatch'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'

import clipped from '../../../fixtures/golden/clip-norm.json' with { type: 'json' }
import tutorial from '../../../fixtures/golden/tutorial.json' with { type: 'json' }

interface Golden {
  readonly layers: readonly [number, number, number]
  readonly activation: Activation
  readonly x: number[][]
  readonly y: number[][]
  readonly optimizer: string
  readonly hyperParameters: Readonly<Record<string, unknown>>
  readonly batches: number[][]
  readonly init: number[]
  readonly lossBeforeStep: number[]
  readonly learningRateAtStep: number[]
  readonly after: Readonly<Record<string, number[]>>
}

beforeAll(() => ready())

const files = import.meta.glob<Golden>('../../../fixtures/golden/optimizer-*.json', { eager: true, import: 'default' })
const recordings = Object.entries(files).map(([path, golden]) => [path.replace(/.*optimizer-|\.json$/g, ''), golden] as const)

const make: Readonly<Record<string, (options: object) => OptimizerSteps>> = {
  adadelta, adagrad, adam, adamL2: adam, adamax, adamw, amsgrad: adam, momentum: sgd, momentumDampened: sgd, nadam, nesterov: sgd,
  rmsprop, rmspropCenteredMomentum: rmsprop, sgd, sgdWeightDecay: sgd,
}
const renamed: Readonly<Record<string, string>> = { lr: 'learningRate', eps: 'epsilon', weight_decay: 'weightDecay' }

function optimizerOf({ optimizer, hyperParameters }: Golden): OptimizerSteps {
  const options = Object.entries(hyperParameters).map(([name, value]) => [renamed[name] ?? name, value])
  return make[optimizer]!(Object.fromEntries(options))
}

/** The mean squared error of a network with one hidden layer of tanh, and its gradient, written out. */
function perceptron(p: Float64Array, { layers: [d, h, k], x, y }: Golden, batch: readonly number[]): { loss: number; gradient: Float64Array } {
  const gradient = new Float64Array(p.length)
  const [hidden, second, output] = [d * h, d * h + h, d * h + h + h * k]
  let loss = 0
  for (const row of batch) {
    const a = Array.from({ length: h }, (_, j) => Math.tanh(x[row]!.reduce((sum, value, i) => sum + value * p[i * h + j]!, 0) + p[hidden + j]!))
    const da = new Float64Array(h)
    for (let o = 0; o < k; o++) {
      const error = a.reduce((sum, value, j) => sum + value * p[second + j * k + o]!, 0) + p[output + o]! - y[row]![o]!
      const slope = (2 * error) / (k * batch.length)
      loss += error ** 2 / (k * batch.length)
      gradient[output + o]! += slope
      for (let j = 0; j < h; j++) {
        gradient[second + j * k + o]! += slope * a[j]!
        da[j]! += slope * p[second + j * k + o]!
      }
    }
    for (let j = 0; j < h; j++) {
      const dz = da[j]! * (1 - a[j]! ** 2)
      gradient[hidden + j]! += dz
      for (let i = 0; i < d; i++) gradient[i * h + j]! += dz * x[row]![i]!
    }
  }
  return { loss, gradient }
}

/** The largest difference, relative to max(|expected|, 1e-3). */
function distance(values: ArrayLike<number>, expected: readonly number[]): number {
  return Math.max(...expected.map((value, i) => Math.abs(values[i]! - value) / Math.max(Math.abs(value), 1e-3)))
}

describe('PyTorch’s optimizers', () => {
  test('there is a recording of each', () => {
    expect(recordings.map(([name]) => name).toSorted()).toEqual(Object.keys(make).toSorted())
  })

  test.for(recordings)('%s steps a network written in TypeScript', ([, golden]) => {
    for (const [ArrayOf, tolerance] of [[Float64Array, 1e-10], [Float32Array, 3e-3]] as const) {
      const optimizer = optimizerOf(golden)
      const parameters = ArrayOf.from(golden.init)
      for (const [step, batch] of golden.batches.entries()) {
        const { loss, gradient } = perceptron(Float64Array.from(parameters), golden, batch)
        if (ArrayOf === Float64Array) expect(distance([loss], [golden.lossBeforeStep[step]!])).toBeLessThan(1e-10)
        optimizer.step(parameters, gradient)
        const expected = golden.after[step + 1]
        if (expected) expect(distance(parameters, expected)).toBeLessThan(tolerance)
      }
    }
  })

  test.for(recordings)('%s steps a network of ours', ([, golden]) => {
    const [d, h, k] = golden.layers
    const net = sequential(d, [dense(h, 'tanh'), dense(k)], { dtype: 'float64' })
    net.parameters.set(golden.init)
    const optimizer = optimizerOf(golden)
    for (const [step, rows] of golden.batches.entries()) {
      const batch = { x: rows.map((row) => golden.x[row]!), y: rows.map((row) => golden.y[row]!) }
      const { loss, gradient } = net.lossAndGradient(batch, 'mse')
      expect(distance([loss], [golden.lossBeforeStep[step]!])).toBeLessThan(1e-10)
      optimizer.step(net.parameters, gradient)
      const expected = golden.after[step + 1]
      if (expected) expect(distance(net.parameters, expected)).toBeLessThan(1e-10)
    }
  })

  test.for(recordings)('%s goes on from its state, and begins anew after reset', ([, golden]) => {
    const gradientAt = (step: number) => Float64Array.from(golden.init, (value, i) => value + Math.sin(step + i))
    const run = (optimizer: OptimizerSteps, parameters: Float64Array, [from, to]: [number, number]) => {
      for (let step = from; step < to; step++) optimizer.step(parameters, gradientAt(step))
      return parameters
    }
    const whole = optimizerOf(golden)
    expect(whole.state).toBeUndefined()
    const expected = run(whole, Float64Array.from(golden.init), [0, 9])
    const first = optimizerOf(golden)
    const parameters = run(first, Float64Array.from(golden.init), [0, 4])
    const second = optimizerOf(golden)
    second.restore(structuredClone(first.state!))
    expect(run(second, parameters, [4, 9])).toEqual(expected)
    whole.reset()
    expect(run(whole, Float64Array.from(golden.init), [0, 9])).toEqual(expected)
  })
})

test('a quadratic of the user’s own goes to its minimum', () => {
  const minimum = [3, -1, 0.5]
  const parameters = new Float64Array(3)
  const optimizer = adam({ learningRate: 0.1 })
  for (let step = 0; step < 2000; step++) optimizer.step(parameters, parameters.map((p, i) => 2 * (p - minimum[i]!)))
  for (const [i, value] of minimum.entries()) expect(parameters[i]).toBeCloseTo(value, 6)
})

test('the tutorial from scratch: w and b after every epoch are NumPy’s', () => {
  const optimizer = sgd({ learningRate: tutorial.learningRate })
  const parameters = Float64Array.of(tutorial.w0, tutorial.b0)
  const data = Dataset.fromArrays({ x: { data: Float64Array.from(tutorial.x), columns: 1 }, y: tutorial.y, dtype: 'float64' })
  for (const [epoch, expected] of tutorial.afterEpoch.entries()) {
    for (const { x, y, size } of data.batches({ batchSize: tutorial.batchSize, order: tutorial.orders, epoch })) {
      let [dw, db] = [0, 0]
      for (let i = 0; i < size; i++) {
        const error = parameters[0]! * x[i]! + parameters[1]! - y[i]!
        dw += (error * x[i]!) / size
        db += error / size
      }
      optimizer.step(parameters, [dw, db])
    }
    expect(distance(parameters, expected)).toBeLessThan(1e-12)
  }
})

describe('an optimizer is its options', () => {
  const optimizer: Stepping<SgdOptimizer> = sgd({ learningRate: 0.5, momentum: 0.9 })

  test('to JSON, to spreading and to a clone', () => {
    const options = { name: 'sgd', learningRate: 0.5, momentum: 0.9 }
    optimizer.step(new Float64Array(2), [1, 1])
    expect(JSON.parse(JSON.stringify(optimizer))).toStrictEqual(options)
    expect({ ...optimizer }).toStrictEqual(options)
    expect(structuredClone(optimizer)).toStrictEqual(options)
    expect(Object.keys(optimizer)).toEqual(Object.keys(options))
  })

  test('and the learning rate may change from step to step', () => {
    const plain = sgd({ learningRate: 0.5 })
    const parameters = new Float64Array(1)
    plain.step(parameters, [1])
    plain.step(parameters, [1], 0.25)
    plain.learningRate = 0.125
    plain.step(parameters, [1])
    expect(parameters[0]).toBe(-0.875)
    const auto = new Float64Array(1)
    sgd().step(auto, [1])
    expect(auto[0]).toBe(-0.01)
  })

  test('a gradient may lie in the memory of the parameters', () => {
    const memory = new Float64Array(4).fill(1)
    sgd({ learningRate: 0.5 }).step(memory.subarray(0, 3), memory.subarray(1, 4))
    expect([...memory]).toEqual([0.5, 0.5, 0.5, 1])
  })
})

describe('clipping by norm', () => {
  test('scales what is larger, and leaves what is not', () => {
    const gradient = Float64Array.of(3, -4)
    expect(clipGradientNorm(gradient, 10)).toBe(5)
    expect([...gradient]).toEqual([3, -4])
    expect(clipGradientNorm(gradient, 1)).toBe(5)
    expect(distance(gradient, [0.6, -0.8])).toBeLessThan(1e-6)
    const narrow = Float32Array.of(3, -4)
    expect(clipGradientNorm(narrow, 1)).toBe(5)
    expect(distance(narrow, [...gradient])).toBeLessThan(1e-6)
  })

  test('is PyTorch’s: its recording of a network whose gradients are clipped', () => {
    const golden = clipped as unknown as Golden & { readonly clipNorm: number }
    const classes = clipped.y
    const [d, ...units] = golden.layers
    const net = sequential(d, units.map((count, i) => dense(count, i < units.length - 1 ? golden.activation : 'identity')), { dtype: 'float64' })
    net.parameters.set(golden.init)
    const optimizer = optimizerOf(golden)
    for (const [step, rows] of golden.batches.entries()) {
      const { gradient } = net.lossAndGradient({ x: rows.map((row) => golden.x[row]!), y: rows.map((row) => classes[row]!) }, 'crossEntropy')
      clipGradientNorm(gradient, golden.clipNorm)
      optimizer.step(net.parameters, gradient)
      const expected = golden.after[step + 1]
      if (expected) expect(distance(net.parameters, expected)).toBeLessThan(1e-10)
    }
  })
})

describe('the rates of schedules', () => {
  const schedules: Readonly<Record<string, Schedule>> = {
    cosine: { name: 'cosine', tMax: 24, etaMin: 0.001, per: 'step' },
    exponential: { name: 'exponential', gamma: 0.93, per: 'step' },
    linearWarmup: { name: 'linearWarmup', startFactor: 0.1, totalIters: 10, per: 'step' },
    oneCycle: { name: 'oneCycle', maxLearningRate: 0.1, totalSteps: 25, per: 'step' },
    polynomial: { name: 'polynomial', totalIters: 24, power: 2, per: 'step' },
    step: { name: 'step', stepSize: 5, gamma: 0.5, per: 'step' },
    constant: 'constant',
  }
  const runs = import.meta.glob<Golden>('../../../fixtures/golden/schedule-*.json', { eager: true, import: 'default' })

  test.for(Object.entries(runs))('%s', ([path, { learningRateAtStep, hyperParameters }]) => {
    const schedule = schedules[path.replace(/.*schedule-|\.json$/g, '')]!
    const learningRate = hyperParameters['lr'] as number
    const rates = learningRateAtStep.map((_, step) => learningRateAt(schedule, { learningRate, step }))
    expect(distance(rates, learningRateAtStep)).toBeLessThan(1e-12)
  })

  test('a rate comes back to the bit: no number is read but to the nearest', () => {
    fc.assert(
      fc.property(fc.double({ min: Number.MIN_VALUE, noNaN: true, noDefaultInfinity: true }), (learningRate) => {
        expect(learningRateAt('constant', { learningRate })).toBe(learningRate)
      }),
      { numRuns: 2000, examples: [[5e-324], [2.2250738585072014e-308], [Number.MAX_VALUE], [1 + Number.EPSILON], [1e23]] },
    )
  })

  test('a length that is auto is the planned one', () => {
    const at = (epoch: number) => learningRateAt('cosine', { learningRate: 1, epoch, epochs: 4 })
    expect([at(0), at(2)]).toEqual([1, expect.closeTo(0.5, 12)])
  })
})
