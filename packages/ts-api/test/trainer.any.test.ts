import { cosine, Dataset, dense, LinearRegression, sequential, Trainer } from 'minibatch'
import { describe, expect, test } from 'vitest'

import { backends } from './each-backend.js'
import { rowsOf } from './numbers.js'

describe.each(backends)('%s', (backend) => {
  const { x, y } = rowsOf(500, 5)
  const data = Dataset.fromArrays({ x, y, backend })
  const make = (options = {}) => new Trainer(sequential(data, [dense(1)]), data, { epochs: 12, seed: 3, ...options })

  test('epochs() is pulled: nothing runs between two values', async () => {
    const trainer = make()
    const epochs = trainer.epochs(3)
    expect(trainer.state.step).toBe(0)
    const { value } = await epochs.next()
    const { step } = trainer.state
    expect(value).toMatchObject({ number: 1, steps: step })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(trainer.state.step).toBe(step)
    await epochs.return()
    expect(trainer.state.step).toBe(step)
  })

  test('epochs, steps and one run reach the same bits', async () => {
    const byEpochs = make()
    let count = 0
    for await (const _ of byEpochs.epochs()) count++
    const bySteps = make()
    while (!bySteps.state.finished) await bySteps.run({ steps: 5 })
    const whole = make()
    const history = await whole.run()
    const model = new LinearRegression({ epochs: 12, seed: 3 })
    await model.fit(data)
    expect(count).toBe(12)
    expect(history).toHaveLength(12)
    expect(new Set([byEpochs, bySteps, whole, model].map(({ weightsHash }) => weightsHash)).size).toBe(1)
  })

  test('the plan, written out, is the same run', async () => {
    const trainer = new Trainer(sequential(data, [dense(1)]), data, { seed: 9 })
    await trainer.run()
    const again = new Trainer(sequential(data, [dense(1)]), data, trainer.plan)
    await again.run()
    expect(again.weightsHash).toBe(trainer.weightsHash)
    expect(trainer.plan.epochs).toEqual(expect.any(Number))
  })

  test('a run that is stopped while its penalty is chosen goes on to the same weights', async () => {
    const rows = Array.from(y, (price, row) => ({ price, area: x.data[row * 5]!, age: x.data[row * 5 + 1]! }))
    const table = Dataset.fromRows(rows, { target: 'price', backend })
    const open = () => new Trainer(sequential(table, [dense(1)]), table, { seed: 2 })
    const whole = open()
    expect(whole.plan.l2).toBe('auto')
    await whole.run()
    const stopped = open()
    const controller = new AbortController()
    const run = stopped.run({ signal: controller.signal })
    controller.abort()
    await expect(run).rejects.toMatchObject({ code: 'ABORTED' })
    expect(stopped.state.step).toBe(0)
    await stopped.run()
    expect(stopped.weightsHash).toBe(whole.weightsHash)
    expect(stopped.plan.l2).toEqual(expect.any(Number))
  })

  test('a run of more epochs than a call takes arguments', async () => {
    const data = Dataset.fromArrays({ x: [[1], [2]], y: [1, 2], backend })
    const trainer = new Trainer(sequential(1, [dense(1)]), data, { batchSize: 'full', epochs: 200_000, earlyStopping: null, seed: 1 })
    expect(await trainer.run()).toHaveLength(200_000)
    expect(trainer.history.at(-1)!.number).toBe(200_000)
  }, 30_000)

  test('run() gives the epochs it finished; history has all', async () => {
    const trainer = make({ schedule: cosine({ tMax: 12, per: 'epoch' }) })
    expect((await trainer.run({ epochs: 2 })).map(({ number }) => number)).toEqual([1, 2])
    expect((await trainer.run({ epochs: 1 })).map(({ number }) => number)).toEqual([3])
    expect(trainer.history.map(({ number }) => number)).toEqual([1, 2, 3])
  })

  test('the network shows the parameters of its trainer', async () => {
    const network = sequential(data, [dense(1)])
    const trainer = new Trainer(network, data, { epochs: 1, initialParameters: [1, 2, 3, 4, 5, 6] })
    expect([...network.parameters]).toEqual([1, 2, 3, 4, 5, 6])
    await trainer.run()
    expect(network.parameters).toEqual(trainer.parameters)
  })

  test('a model taken half way keeps its parameters', async () => {
    const trainer = make()
    await trainer.run({ epochs: 1 })
    const model = trainer.model()
    const before = model.weightsHash
    await trainer.run()
    expect(model.weightsHash).toBe(before)
    expect(trainer.weightsHash).not.toBe(before)
    expect(trainer.predict(x)).toEqual(trainer.model().predict(x))
    expect(trainer.evaluate(data).rows).toBe(500)
  })

  test('two calls at once are refused', async () => {
    const trainer = make()
    const first = trainer.run()
    await expect(trainer.run()).rejects.toMatchObject({ code: 'OPTION_INVALID' })
    await first
  })
})
