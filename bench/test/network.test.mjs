import { expect, test } from 'vitest'
import { networkLoss, trainNetwork } from '../network.mjs'
import { randomOf, uniform } from '../random.mjs'
import { parametersOf } from '../work.mjs'

const workload = { n: 12, d: 5, classes: 3, hidden: [4, 6], batchSize: 12, epochs: 1, learningRate: 1e-3 }

function table() {
  const random = randomOf(3)
  const drawn = (length) => Float64Array.from({ length }, () => uniform(random) - 0.5)
  const y = Float32Array.from({ length: workload.n }, (_, i) => i % workload.classes)
  return { x: drawn(workload.n * workload.d), y, initial: drawn(parametersOf(workload)), order: null }
}

/** By central differences of the loss. */
function slopes(given) {
  return given.initial.map((value, i) => {
    const [up, down] = [1, -1].map((sign) => {
      const moved = given.initial.slice()
      moved[i] = value + sign * 1e-5
      return networkLoss(workload, moved, given)
    })
    return (up - down) / 2e-5
  })
}

test('a step of the whole table is the slope of the loss, every layer of it', () => {
  const given = table()
  const trained = trainNetwork(workload, given)
  const expected = slopes(given)
  expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.01)
  for (const [i, slope] of expected.entries()) {
    expect((given.initial[i] - trained[i]) / workload.learningRate).toBeCloseTo(slope, 7)
  }
})

test('the first step of Adam is the learning rate against the sign of the slope', () => {
  const given = table()
  const trained = trainNetwork({ ...workload, optimizer: 'adam' }, given)
  for (const [i, slope] of slopes(given).entries()) {
    if (Math.abs(slope) < 1e-4) continue
    expect(given.initial[i] - trained[i]).toBeCloseTo(workload.learningRate * Math.sign(slope), 6)
  }
})

test('steps follow the order that is given, an epoch after the other', () => {
  const given = table()
  const steps = { ...workload, batchSize: 4, epochs: 2 }
  const orderOf = (rows) => trainNetwork(steps, { ...given, order: rows })
  const rows = Uint32Array.from({ length: 24 }, (_, i) => i % 12)
  expect(orderOf(rows)).toEqual(trainNetwork(steps, given))
  expect(orderOf(rows.toReversed())).not.toEqual(trainNetwork(steps, given))
})
