import { Dataset, dense, learningRateAt, ready, type RunOptions, sequential, sgd, Trainer } from 'minibatch'
import { describe, expect, test } from 'vitest'

import pinned from '../../../fixtures/pairwise.json' with { type: 'json' }
import { type Case, rowsOf } from './pairwise-runs.js'

const backend = 'wasm-small'

await ready({ backend })

/** The error for what it is without. */
const refused = expect.objectContaining({ code: 'BACKEND_UNAVAILABLE', message: expect.stringContaining("take backend 'wasm'") })

/** Whether the small core takes a run: the rest it must refuse. */
function isSmall({ config, dtype, target }: Case): boolean {
  const { hidden, loss, optimizer } = config as { hidden?: unknown[]; loss: string | { name: string }; optimizer: { name: string } }
  const name = typeof loss === 'string' ? loss : loss.name
  const squared = name === 'mse' || name === 'halfSquaredError'
  return dtype === 'float32' && !hidden?.length && squared && optimizer.name === 'sgd' && target !== 'classes'
}

const small = pinned.filter(isSmall)

function dataOf(found: Case): Dataset {
  return Dataset.fromArrays({ ...rowsOf(found), dtype: 'float32', backend })
}

test('the pinned runs that the small core takes have the hashes of all others', { timeout: 60_000 }, async () => {
  expect(small.length).toBeGreaterThan(0)
  for (const found of small) {
    const trainer = new Trainer(sequential(9, [dense(1)]), dataOf(found), found.config as RunOptions)
    await trainer.run()
    expect(trainer.weightsHash, JSON.stringify(found)).toBe(found.hash)
    expect(trainer.backend.kind).toBe(backend)
  }
})

test('every other pinned run of plain numbers in float32 is refused, with the core that takes it', () => {
  const others = pinned.filter((found) => found.dtype === 'float32' && found.target !== 'classes' && !isSmall(found))
  expect(others.length).toBeGreaterThan(0)
  for (const found of others) {
    const { hidden = [], ...options } = found.config as RunOptions & { hidden?: { units: number; activation: 'relu' }[] }
    const layers = hidden.map(({ units, activation }) => dense(units, activation))
    expect(() => new Trainer(sequential(9, [...layers, dense(1)]), dataOf(found), options)).toThrow(refused)
  }
})

describe('what the small core is without', () => {
  const x = [[1], [2], [3], [4]]
  const y = [1, 2, 3, 4]
  const plain = () => Dataset.fromArrays({ x, y, backend })
  const trainer = () => new Trainer(sequential(1, [dense(1)]), plain(), { optimizer: 'sgd', epochs: 1 })

  test.each<[string, () => unknown]>([
    ['float64', () => Dataset.fromArrays({ x, y, dtype: 'float64', backend })],
    ['classes', () => Dataset.fromArrays({ x, y, task: 'classification', backend })],
    ['tables', () => Dataset.fromRows([{ a: 1, b: 2 }], { backend })],
    ['a split', () => plain().split()],
    ['adam', () => new Trainer(sequential(1, [dense(1)]), plain(), { optimizer: 'adam' })],
    ['a hidden layer', () => new Trainer(sequential(1, [dense(2, 'relu'), dense(1)]), plain(), { optimizer: 'sgd' })],
    ['another loss', () => new Trainer(sequential(1, [dense(1)]), plain(), { optimizer: 'sgd', loss: 'mae' })],
    ['a checkpoint', () => trainer().checkpoint()],
    ['a model', () => trainer().model()],
  ])('%s is refused with what to do', (_, call) => {
    expect(call).toThrow(refused)
  })
})

test("a loop of one's own reaches the bits of a run", async () => {
  const x = Float32Array.from({ length: 300 }, (_, row) => row / 150 - 1)
  const data = Dataset.fromArrays({ x: { data: x, columns: 1 }, y: x.map((value) => 3.5 * value + 1.2), backend })
  const options = { batchSize: 64, seed: 3 }
  const trainer = new Trainer(sequential(1, [dense(1)]), data, {
    ...options,
    epochs: 2,
    loss: 'halfSquaredError',
    optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }),
    schedule: 'cosine',
    initialParameters: [0, 0],
  })
  await trainer.run()
  const [network, optimizer] = [sequential(1, [dense(1)]), sgd({ learningRate: 0.1, momentum: 0.9 })]
  network.parameters.fill(0)
  let step = 0
  for (const epoch of [0, 1]) {
    for (const batch of data.batches({ ...options, epoch })) {
      const { gradient } = network.lossAndGradient(batch, 'halfSquaredError')
      optimizer.step(network.parameters, gradient, learningRateAt('cosine', { learningRate: 0.1, step: step++, epoch, steps: 10, epochs: 2 }))
    }
  }
  expect([...network.parameters]).toEqual([...trainer.parameters])
})
