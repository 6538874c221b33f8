/** Workers of the caller's own, and those that cannot start. */
import Entry from 'minibatch/worker-entry?worker'
import { LinearRegression, startWorker, terminateWorker } from 'minibatch/worker'
import { afterEach, expect, test } from 'vitest'

afterEach(terminateWorker)

const x = [[1], [2], [3]]
const y = [2, 4, 6]

test('no worker needs a page that is isolated', () => {
  expect(crossOriginIsolated).toBe(false)
})

test('a worker of minibatch/worker-entry that a bundler made is taken', async () => {
  startWorker(new Entry())
  const model = new LinearRegression({ epochs: 3 })
  expect(await model.fit(x, y)).toHaveLength(3)
  expect(model.predict([[2]])).toHaveLength(1)
})

test('a worker whose script is missing is an error that says so, and the next call starts another', async () => {
  startWorker(new Worker('/there-is-no-such-worker.js', { type: 'module' }))
  const model = new LinearRegression({ epochs: 3 })
  await expect(model.fit(x, y)).rejects.toMatchObject({
    code: 'BACKEND_UNAVAILABLE',
    message: expect.stringMatching(/^The worker has ended: .+startWorker\(\)\.$/),
  })
  expect(await model.fit(x, y)).toHaveLength(3)
})
