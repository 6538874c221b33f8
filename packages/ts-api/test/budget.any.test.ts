/** Runs that end before their rows do: by a budget of time, by a count, by a signal. */
import { Dataset, dense, LinearRegression, MLPRegressor, sequential, Trainer } from 'minibatch'
import { describe, expect, test } from 'vitest'

import { backends } from './each-backend.js'
import { rowsOf } from './numbers.js'

const { x, y } = rowsOf(4000, 6)
const options = { batchSize: 16, learningRate: 0.01, seed: 5 } as const
const endless = { epochs: 4_000_000, earlyStopping: null, schedule: 'constant', ...options } as const

describe.each(backends)('%s', (backend) => {
  const data = Dataset.fromArrays({ x, y, backend })
  const trainer = (given = {}) => new Trainer(sequential(data, [dense(1)]), data, { ...endless, ...given })

  /** The hash of the run of an estimator's options after so many steps. */
  const hashAfter = async (steps: number) => {
    const run = trainer()
    await run.run({ steps })
    return run.weightsHash
  }

  test('a pass without time takes one step, and its record says so', async () => {
    const model = new LinearRegression({ ...options, backend })
    const epoch = await model.partialFit(x, y, { budgetMs: 0 })
    expect(epoch).toMatchObject({ number: 1, steps: 1, rows: 16 })
    expect(epoch.gradientNorm).toBeGreaterThan(0)
    expect(model.weightsHash).toBe(await hashAfter(1))
    const next = await model.partialFit(x, y)
    expect(next).toMatchObject({ number: 2, steps: 251, rows: 4000 })
  })

  test('a budget that suffices is a whole pass', async () => {
    const whole = new LinearRegression({ ...options, backend })
    await whole.partialFit(x, y)
    const budgeted = new LinearRegression({ ...options, backend })
    expect(await budgeted.partialFit(x, y, { budgetMs: 60_000 })).toMatchObject({ steps: 250, rows: 4000 })
    expect(budgeted.weightsHash).toBe(whole.weightsHash)
  })

  test('a pass cut by its budget stands after a whole step, with the loss of the rows it had', async () => {
    const wide = rowsOf(20_000, 200)
    const model = new MLPRegressor({ ...options, hidden: [256], backend })
    const epoch = await model.partialFit(wide.x, wide.y, { budgetMs: 5 })
    expect(epoch.rows).toBeLessThan(20_000)
    expect(epoch.rows).toBe(epoch.steps * 16)
    const replayed = Dataset.fromArrays({ ...wide, backend })
    const run = new Trainer(sequential(replayed, [dense(256, 'relu'), dense(1)]), replayed, { ...endless })
    await run.run({ steps: epoch.steps })
    expect(model.weightsHash).toBe(run.weightsHash)
    await expect(model.partialFit(wide.x, wide.y, { budgetMs: Number.NaN })).rejects.toMatchObject({ code: 'OPTION_INVALID' })
  })

  test('seconds end a run inside an epoch, and it goes on to the bits of one without', async () => {
    const run = trainer()
    while (run.state.step < 700) await run.run({ seconds: 0, steps: 300 })
    const { step } = run.state
    expect(step).toBe(700)
    expect(run.history.map(({ rows }) => rows)).toEqual([4000, 4000])
    expect(run.weightsHash).toBe(await hashAfter(700))
    await run.run({ seconds: 0.05 })
    const reached = run.state.step
    expect(reached).toBeGreaterThan(700)
    expect(run.weightsHash).toBe(await hashAfter(reached))
  })

  test('seconds alone end at the planned end at the latest', async () => {
    const run = trainer({ epochs: 2 })
    const history = await run.run({ seconds: 3600 })
    expect(history).toHaveLength(2)
    expect(run.state.finished).toBe(true)
    await expect(run.run({ seconds: -1 })).rejects.toThrow(/seconds must be a number of at least 0/)
  })

  test('epochs and steps together end at what comes first', async () => {
    const run = trainer()
    await run.run({ epochs: 2, steps: 10 })
    expect(run.state.step).toBe(10)
    await run.run({ epochs: 1, steps: 10_000 })
    expect(run.state).toMatchObject({ step: 250, epoch: 1 })
  })

  test('an aborted fit leaves the model as after its last whole step', async () => {
    const model = new LinearRegression({ ...endless, backend })
    const controller = new AbortController()
    setTimeout(() => controller.abort('enough'), 20)
    await expect(model.fit(x, y, { signal: controller.signal })).rejects.toMatchObject({ code: 'ABORTED', cause: 'enough' })
    const steps = Number(model.describe().training.steps)
    expect(steps).toBeGreaterThan(0)
    expect(model.weightsHash).toBe(await hashAfter(steps))
  })

  test('an aborted pass leaves the model as after its last whole step, and passes go on', async () => {
    const wide = rowsOf(20_000, 200)
    const model = new MLPRegressor({ ...options, hidden: [256], backend })
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 20)
    await expect(model.partialFit(wide.x, wide.y, { signal: controller.signal })).rejects.toMatchObject({ code: 'ABORTED' })
    const [cut] = model.history
    expect(cut!.rows).toBe(cut!.steps * 16)
    const next = await model.partialFit(wide.x, wide.y, { budgetMs: 0 })
    expect(next).toMatchObject({ number: 2, steps: cut!.steps + 1 })
  })
})
