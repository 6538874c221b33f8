import { Dataset, LinearRegression, ready } from 'minibatch'
import { expect, test } from 'vitest'


// Each test file has a page of its own, so nothing has loaded the core yet.
test('before the core is loaded synchronous calls say which line to add', async () => {
  const call = () => Dataset.fromArrays({ x: [[1], [2]], y: [1, 2] })
  expect(call).toThrow(expect.objectContaining({ code: 'BACKEND_NOT_READY', message: expect.stringContaining('await ready()') }))
  expect(await ready()).toMatchObject({ kind: 'wasm', simd: 'simd128', skipped: [] })
  expect(call().rows).toBe(2)
})

test.for(['native', 'cuda'] as const)('%s is an error in a page', async (backend) => {
  const message = `Backend '${backend}' does not exist in this environment. Use 'auto' or 'wasm'.`
  await expect(ready({ backend })).rejects.toMatchObject({ code: 'BACKEND_UNAVAILABLE', message })
})

test('saving by path points to toBytes()', async () => {
  const model = new LinearRegression({ epochs: 1 })
  await model.fit([[1], [2]], [1, 2])
  await expect(model.save('model.safetensors')).rejects.toMatchObject({ code: 'IO_FAILED', message: expect.stringContaining('toBytes()') })
})
