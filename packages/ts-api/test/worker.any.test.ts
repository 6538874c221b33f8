/** Training in a worker: the same bits, errors, epochs and signals as on this side. */
import * as here from 'minibatch'
import { Dataset, LinearRegression, LinearRegressor, LogisticRegression, MLPClassifier, terminateWorker, Trainer, dense } from 'minibatch/worker'
import { afterAll, describe, expect, test } from 'vitest'

import { backends } from './each-backend.js'
import { rowsOf } from './numbers.js'

afterAll(terminateWorker)

const flowers = Array.from({ length: 60 }, (_, i) => ({ a: (i % 3) + (i % 7) / 10, b: (i % 3) - (i % 5) / 10, kind: ['aster', 'iris', 'rose'][i % 3]! }))
const csv = new TextEncoder().encode(`a,b,price\n${Array.from({ length: 200 }, (_, i) => `${i % 17},${i % 5},${3 * (i % 17) - (i % 5)}`).join('\n')}\n`)

describe.each(backends)('%s', (backend) => {
  const options = { backend, epochs: 5, seed: 3, learningRate: 0.05 } as const
  /** A run far longer than the test: only its signal ends it. */
  const endless = { backend, epochs: 4_000_000, earlyStopping: null, learningRate: 1e-4, batchSize: 16 } as const

  test('a model trained in the worker is the model trained here', async () => {
    const { x, y } = rowsOf(300, 4)
    const model = new LinearRegression(options)
    const history = await model.fit(x, y)
    const same = new here.LinearRegression(options)
    const losses = (await same.fit(x, y)).map(({ loss }) => loss)
    expect(history.map(({ loss }) => loss)).toEqual(losses)
    expect(model.history).toEqual(history)
    expect(model).toBeInstanceOf(here.LinearRegression)
    expect(model.weightsHash).toBe(same.weightsHash)
    expect(model.predict(x)).toEqual(same.predict(x))
    expect(model.coefficients).toEqual(same.coefficients)
    expect(model.score(x, y)).toBe(same.score(x, y))
  })

  test('arrays of other kinds, several outputs, text labels, validation rows', async () => {
    const nested = [[1, 2], [3, 4], [5, 7], [2, 2]]
    const several = new here.MLPRegressor({ ...options, hidden: [4], dtype: 'float64' })
    await several.fit(nested, [[1, 2], [2, 1], [3, 3], [0, 0]])
    const remote = new (await import('minibatch/worker')).MLPRegressor({ ...options, hidden: [4], dtype: 'float64' })
    await remote.fit(nested, [[1, 2], [2, 1], [3, 3], [0, 0]])
    expect(remote.weightsHash).toBe(several.weightsHash)

    const rows = flowers.map(({ a, b }) => ({ a, b }))
    const kinds = flowers.map(({ kind }) => kind)
    const classifier = new LogisticRegression(options)
    const history = await classifier.fit(rows, kinds, { validation: { x: rows, y: kinds } })
    expect(history.at(-1)?.validation?.loss).toBeGreaterThan(0)
    expect(classifier.classes).toEqual(['aster', 'iris', 'rose'])
    expect(classifier.predict(rows[1]!)).toMatch(/aster|iris|rose/)
  })

  test('typed arrays are copied unless asked, then they leave', async () => {
    const { x, y } = rowsOf(64, 2)
    const data = new Float32Array(x.data)
    const targets = Uint8Array.from(y, (value) => (value > 0 ? 1 : 0))
    const classifier = new MLPClassifier({ ...options, hidden: [4] })
    await classifier.fit({ data, columns: 2 }, targets)
    expect([data.length, targets.length]).toEqual([128, 64])
    const { weightsHash } = classifier
    await classifier.fit({ data: data.subarray(0, 64), columns: 2 }, targets.subarray(0, 32))
    await classifier.fit({ data, columns: 2 }, targets, { transfer: true })
    expect([data.length, targets.length]).toEqual([0, 64])
    expect(classifier.weightsHash).toBe(weightsHash)
  })

  test('partialFit goes on, pass by pass', async () => {
    const { x, y } = rowsOf(90, 3)
    const pass = (at: number) => [{ data: x.data.subarray(at * 90, (at + 1) * 90), columns: 3 }, y.subarray(at * 30, (at + 1) * 30)] as const
    const [remote, local] = [new LinearRegression(options), new here.LinearRegression(options)]
    for (let at = 0; at < 3; at++) {
      const epoch = await remote.partialFit(...pass(at))
      expect(epoch.loss).toBe((await local.partialFit(...pass(at))).loss)
    }
    expect(remote.weightsHash).toBe(local.weightsHash)
  })

  test('epochs arrive one by one, and a signal ends the run with its reason', async () => {
    const { x, y } = rowsOf(500, 4)
    const seen: number[] = []
    await new LinearRegression(options).fit(x, y, { onEpoch: ({ number }) => seen.push(number) })
    expect(seen).toEqual([1, 2, 3, 4, 5])

    const controller = new AbortController()
    const model = new LinearRegression(endless)
    const run = model.fit(x, y, { signal: controller.signal, onEpoch: ({ number }) => number === 2 && controller.abort('enough') })
    await expect(run).rejects.toMatchObject({ code: 'ABORTED', cause: 'enough' })
    const steps = Number(model.describe().training.steps)
    const data = here.Dataset.fromArrays({ x, y, backend })
    const same = new here.Trainer(here.sequential(data, [here.dense(1)]), data, endless)
    await same.run({ steps })
    expect(model.weightsHash).toBe(same.weightsHash)
    await expect(model.fit(x, y, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' })
    const onEpoch = () => {
      throw new TypeError('from the listener')
    }
    await expect(new LinearRegression(endless).fit(x, y, { onEpoch })).rejects.toThrow(new TypeError('from the listener'))
  })

  test('a budget holds there, and callbacks are refused', async () => {
    const { x, y } = rowsOf(2000, 8)
    const model = new LinearRegression({ batchSize: 16, backend })
    expect(await model.partialFit(x, y, { budgetMs: 0 })).toMatchObject({ steps: 1, rows: 16 })
    await expect(model.fit(x, y, { callbacks: [] } as never)).rejects.toThrow(/takes no callbacks.*onEpoch/)
  })

  test('this side stays free meanwhile', async () => {
    const { x, y } = rowsOf(2000, 8)
    const controller = new AbortController()
    const run = new LinearRegression(endless).fit(x, y, { signal: controller.signal })
    let turns = 0
    const timer = setInterval(() => {
      if (++turns === 5) controller.abort()
    }, 5)
    await expect(run).rejects.toMatchObject({ code: 'ABORTED' })
    clearInterval(timer)
  })

  test('errors are the errors of this side, with code and details', async () => {
    for (const [call, details] of mistakes(backend)) {
      const there = await caught(call(LinearRegressor))
      const own = await caught(call(here.LinearRegressor))
      expect(there).toBeInstanceOf(here.MinibatchError)
      expect({ ...there, message: there.message }).toEqual({ ...own, message: own.message })
      expect(there.details).toMatchObject(details)
    }
    const unsendable = new LinearRegression(options).fit([{ a: () => 1 }] as never, [1])
    await expect(unsendable).rejects.toMatchObject({ code: 'DATA_INVALID', message: expect.stringMatching(/cannot be sent to a worker/) })
    const elsewhere = here.Dataset.fromArrays({ x: [[1], [2]], y: [1, 2], backend })
    await expect(new LinearRegression(options).fit(elsewhere as never)).rejects.toThrow(/Dataset of 'minibatch\/worker'/)
  })

  test('a table is read, split, trained on, evaluated and predicted in the worker', async () => {
    const rows: number[] = []
    const read = { target: 'price', backend, name: 'houses.csv' }
    const data = await Dataset.fromCsv(new Blob([csv]), { ...read, onProgress: (progress) => rows.push(progress.rows) })
    const local = await here.Dataset.fromCsv(csv, read)
    expect([data.rows, data.target, rows.at(-1)]).toEqual([200, 'price', 200])
    expect(await data.describe()).toEqual(local.describe())
    expect(await data.report()).toEqual(local.report)
    expect(await data.texts('a', 1, 2)).toEqual(['1', '2'])
    expect((await data.with({ target: 'a' })).target).toBe('a')

    const { train, test } = await data.split({ test: 0.25, seed: 1 })
    const parts = local.split({ test: 0.25, seed: 1 })
    const model = new LinearRegression(options)
    await model.fit(train, { validation: test })
    const same = new here.LinearRegression(options)
    await same.fit(parts.train, { validation: parts.test })
    expect(model.weightsHash).toBe(same.weightsHash)
    expect(await test.evaluate(model)).toEqual(same.evaluate(parts.test))
    expect(await test.predict(model)).toEqual(same.predict(parts.test))
    expect(model.predict({ a: 3, b: 1 })).toBe(same.predict({ a: 3, b: 1 }))

    await expect(Dataset.fromCsv(csv, { ...read, target: 'prize' }).then((wrong) => wrong.report())).rejects.toMatchObject({ code: 'OPTION_INVALID' })
  })

  test('a trainer runs epoch by epoch, stops, and goes on from a checkpoint', async () => {
    const { x, y } = rowsOf(200, 3)
    const data = await Dataset.fromArrays({ x, y, dtype: 'float64', backend })
    const settings = { backend, epochs: 6, seed: 9, dtype: 'float64' } as const
    const trainer = await Trainer.open([dense(4, 'relu'), dense(1)], data, { ...settings, validation: data })
    const losses: number[] = []
    for await (const { loss } of trainer.epochs(3)) losses.push(loss)
    expect(losses).toHaveLength(3)
    expect(await trainer.state()).toMatchObject({ epoch: 3, finished: false })
    const again = await Trainer.resume(await trainer.checkpoint(), data, { validation: data })
    await Promise.all([trainer.run(), again.run()])
    const [model, resumed] = await Promise.all([trainer.model(), again.model()])
    expect(resumed.weightsHash).toBe(model.weightsHash)
    expect(again.history.map(({ loss }) => loss)).toEqual(trainer.history.map(({ loss }) => loss))
    expect((await trainer.plan()).epochs).toBe(6)
    const local = new here.Trainer(here.sequential(3, [dense(4, 'relu'), dense(1)]), here.Dataset.fromArrays({ x, y, dtype: 'float64', backend }), settings)
    await local.run()
    expect(local.weightsHash).toBe(model.weightsHash)
    expect(model.predict(x)).toEqual(local.predict(x))
  })

  test('after terminateWorker() a run rejects, models stay, and the next call starts a new worker', async () => {
    const { x, y } = rowsOf(100, 2)
    const model = new LinearRegression(options)
    await model.partialFit(x, y)
    const data = await Dataset.fromArrays({ x, y, backend })
    const run = new LinearRegression(endless).fit(x, y)
    terminateWorker()
    await expect(run).rejects.toMatchObject({ code: 'ABORTED', message: expect.stringMatching(/terminated/) })
    expect(model.predict(x)).toHaveLength(100)
    await expect(model.partialFit(x, y)).rejects.toThrow(/terminated.*fit/)
    await expect(new LinearRegression(options).fit(data)).rejects.toThrow(/Read the data again/)
    await model.fit(x, y)
    expect(model.history).toHaveLength(5)
  })
})

type Regressor = new (options: object) => Pick<here.LinearRegressor, 'fit'>

/** Mistakes that are found on this side, in the worker before the run, and during the run. */
function mistakes(backend: here.BackendKind): [call: (Kind: Regressor) => Promise<unknown>, details: object][] {
  const steep = { optimizer: 'sgd', learningRate: 10, epochs: 500, earlyStopping: null, schedule: 'constant', backend }
  return [
    [(Kind) => new Kind({ backend }).fit([[1, 2], [3]], [1, 2]), { array: 'x', row: 1 }],
    [(Kind) => new Kind({ backend }).fit([[1]], undefined as never), {}],
    [(Kind) => new Kind({ batchsize: 8, backend }).fit([[1]], [1]), { option: 'batchsize' }],
    [(Kind) => new Kind({ backend }).fit([{ a: 1 }, { a: 'x' }] as never, [1, 2, 3]), { array: 'y' }],
    [(Kind) => new Kind(steep).fit([[1e3], [2e3]], [1, 2]), { feature: 0, step: expect.any(Number) }],
  ]
}

async function caught(run: Promise<unknown>): Promise<here.MinibatchError> {
  return run.then(
    () => { throw new Error('expected an error') },
    (error: here.MinibatchError) => error,
  )
}
