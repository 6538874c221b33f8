import { Dataset, LinearRegressor, sequential, dense, sgd, Trainer } from 'minibatch'
import { expect, test } from 'vitest'

import tutorial from '../../../fixtures/golden/tutorial.json' with { type: 'json' }
import { takers } from './each-backend.js'

/** NumPy's run and ours add the same numbers in the same order but for the lanes; both round in float64. */
const TOLERANCE = 1e-12

const options = {
  loss: 'halfSquaredError',
  optimizer: sgd({ learningRate: tutorial.learningRate }),
  schedule: 'constant',
  batchSize: tutorial.batchSize,
  epochs: tutorial.epochs,
  dtype: 'float64',
  order: tutorial.orders,
  initialParameters: [tutorial.w0, tutorial.b0],
} as const

test.for(takers)('%s: w and b of the tutorial after every epoch are NumPy’s', async (backend) => {
  const data = Dataset.fromArrays({ x: tutorial.x.map((value) => [value]), y: tutorial.y, dtype: 'float64', backend })
  const trainer = new Trainer(sequential(1, [dense(1)]), data, options)
  let epochs = 0
  for await (const epoch of trainer.epochs(tutorial.epochs)) {
    const expected = tutorial.afterEpoch[epochs++]!
    expect(epoch.number).toBe(epochs)
    for (const [index, value] of trainer.parameters.entries()) {
      expect(Math.abs(value - expected[index]!)).toBeLessThanOrEqual(TOLERANCE * Math.max(1, Math.abs(value)))
    }
  }
  expect(epochs).toBe(tutorial.epochs)
})

test.for(takers)('%s: the estimator’s one call ends at the same bits as the loop', async (backend) => {
  const x = { data: Float64Array.from(tutorial.x), columns: 1 }
  const trainer = new Trainer(sequential(1, [dense(1)]), Dataset.fromArrays({ x, y: tutorial.y, dtype: 'float64', backend }), options)
  await trainer.run({ steps: 5 })
  await trainer.run()
  const model = new LinearRegressor({ ...options, backend })
  await model.fit(x, tutorial.y)
  expect(model.weightsHash).toBe(trainer.weightsHash)
  const [w, b] = tutorial.afterEpoch.at(-1) as [number, number]
  expect(model.coefficients[0]).toBeCloseTo(w, 11)
  expect(model.intercept).toBeCloseTo(b, 11)
})
