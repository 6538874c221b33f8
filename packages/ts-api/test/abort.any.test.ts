import { Dataset, dense, LinearRegression, type MinibatchError, sequential, Trainer } from 'minibatch'
import { expect, test } from 'vitest'

import { backends } from './each-backend.js'
import { rowsOf } from './numbers.js'

const { x, y } = rowsOf(2000, 8)

/** A run far longer than the test: only its signal ends it. */
const endless = { epochs: 4_000_000, earlyStopping: null, learningRate: 1e-4, batchSize: 16 } as const

test.for(backends)('%s: an aborted run rejects with ABORTED and the signal’s reason', async (backend) => {
  const controller = new AbortController()
  const model = new LinearRegression({ ...endless, backend })
  const run = model.fit(x, y, { signal: controller.signal, onEpoch: () => controller.abort('enough') })
  await expect(run).rejects.toMatchObject({ code: 'ABORTED', cause: 'enough' })
  expect(model.coefficients).toHaveLength(8)
})

test.for(backends)('%s: a signal that is aborted already starts nothing', async (backend) => {
  const seen: number[] = []
  const hooks = { signal: AbortSignal.abort(), onEpoch: ({ number }: { number: number }) => seen.push(number) }
  await expect(new LinearRegression({ ...endless, backend }).fit(x, y, hooks)).rejects.toMatchObject({ code: 'ABORTED' })
  expect(seen).toEqual([])
})

test.for(backends)('%s: what onEpoch throws stops the run and comes out', async (backend) => {
  const model = new LinearRegression({ ...endless, backend })
  const onEpoch = () => {
    throw new TypeError('from the listener')
  }
  await expect(model.fit(x, y, { onEpoch })).rejects.toThrow('from the listener')
})

test.for(backends)('%s: the event loop turns while a run is under way', async (backend) => {
  const controller = new AbortController()
  const run = new LinearRegression({ ...endless, backend }).fit(x, y, { signal: controller.signal })
  let turns = 0
  const timer = setInterval(() => {
    if (++turns === 3) controller.abort()
  }, 5)
  await expect(run).rejects.toMatchObject({ code: 'ABORTED' })
  clearInterval(timer)
})

test.for(backends)('%s: a trainer goes on after an abort, to the bits of a run without one', async (backend) => {
  const data = Dataset.fromArrays({ x, y, backend })
  const options = { epochs: 400, learningRate: 1e-3, batchSize: 16 }
  const whole = new Trainer(sequential(data, [dense(1)]), data, options)
  await whole.run()

  const stopped = new Trainer(sequential(data, [dense(1)]), data, options)
  const controller = new AbortController()
  const first = stopped.run({ signal: controller.signal, onEpoch: () => controller.abort() })
  await first.catch((error: MinibatchError) => expect(error.code).toBe('ABORTED'))
  await stopped.run()
  expect(stopped.weightsHash).toBe(whole.weightsHash)
  expect(stopped.history.map(({ number, loss }) => [number, loss])).toEqual(
    whole.history.map(({ number, loss }) => [number, loss]),
  )
})

test.for(backends)('%s: a signal keeps no listener after the run', async (backend) => {
  const { signal } = new AbortController()
  let listeners = 0
  const { addEventListener, removeEventListener } = signal
  signal.addEventListener = (...all: Parameters<typeof addEventListener>) => (listeners++, addEventListener.apply(signal, all))
  signal.removeEventListener = (...all: Parameters<typeof removeEventListener>) =>
    (listeners--, removeEventListener.apply(signal, all))
  await new LinearRegression({ epochs: 2, backend }).fit(x, y, { signal })
  expect(listeners).toBe(0)
})
