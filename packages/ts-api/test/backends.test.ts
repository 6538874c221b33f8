import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { LinearRegression, ready } from 'minibatch'
import { expect, test } from 'vitest'

const index = fileURLToPath(import.meta.resolve('minibatch'))

test('Node has both builds, and takes the native one', async () => {
  expect(await ready()).toMatchObject({ kind: 'native', skipped: [] })
  expect(await ready({ backend: 'wasm' })).toMatchObject({ kind: 'wasm', simd: 'simd128', threads: 1 })
})

test('synchronous calls need no ready() in Node', async () => {
  const output = await node(`
    const { Dataset } = require(${JSON.stringify(index)})
    const kinds = ['native', 'wasm'].map((backend) => Dataset.fromRows([{ a: 1 }], { backend }).backend.kind)
    console.log(kinds.join())`)
  expect(output).toBe('native,wasm')
})

test.each([
  ['wasm', 'wasm'],
  ['native', 'native'],
  ['auto', 'native'],
  ['', 'native'],
])('MINIBATCH_BACKEND=%s runs on %s', async (name, kind) => {
  expect(await node(REPORT, { MINIBATCH_BACKEND: name })).toBe(kind)
})

test('MINIBATCH_BACKEND overrules the option; an absent build is an error', async () => {
  expect(await node(REPORT.replace('ready()', "ready({ backend: 'native' })"), { MINIBATCH_BACKEND: 'wasm' })).toBe('wasm')
  expect(await node(REPORT, { MINIBATCH_BACKEND: 'tpu' })).toMatch(/^BACKEND_UNAVAILABLE Backend 'tpu' does not exist/)
})

test('MINIBATCH_BACKEND=cuda is a GPU, or an error that says why there is none and what to do', async () => {
  const found = await ready({ backend: 'cuda' }).catch((error: Error) => error)
  const said = await node(REPORT, { MINIBATCH_BACKEND: 'cuda' })
  expect(said).toBe(found instanceof Error ? `BACKEND_UNAVAILABLE ${found.message}` : 'cuda')
  // Where there is one it may be hidden.
  const hidden = await node(REPORT, { MINIBATCH_BACKEND: 'cuda', CUDA_VISIBLE_DEVICES: '-1' })
  expect(hidden).toMatch(/^BACKEND_UNAVAILABLE Backend 'cuda' is not to be had here\. There is no NVIDIA .* take backend 'native'/)
})

test('a SIMD level this machine lacks is an error, not a reason to skip', async () => {
  expect(await node(REPORT, { MINIBATCH_SIMD: 'sse9' })).toMatch(/^OPTION_INVALID .*sse9/)
})

test('a process ends by itself after a run, and by exit() during one', async () => {
  const fit = "new LinearRegression({ epochs: 1e6, earlyStopping: null }).fit([[1], [2]], [1, 2])"
  expect(await node(`const { LinearRegression } = require(${JSON.stringify(index)}); ${fit.replace('1e6', '1')}.then(() => console.log('done'))`)).toBe('done')
  expect(await node(`const { LinearRegression } = require(${JSON.stringify(index)}); ${fit}; setTimeout(() => { console.log('out'); process.exit(0) }, 30)`)).toBe('out')
})

test('runs at the same time do not disturb each other', async () => {
  const x = Array.from({ length: 500 }, (_, i) => [i / 500, (i % 7) / 7])
  const y = x.map(([a, b]) => a! - 2 * b!)
  const fit = async (seed: number) => {
    const model = new LinearRegression({ seed, epochs: 20 })
    await model.fit(x, y)
    return model.weightsHash
  }
  const together = await Promise.all([1, 2, 3, 4].map(fit))
  expect(together).toEqual([await fit(1), await fit(2), await fit(3), await fit(4)])
})

const REPORT = `
  const { ready } = require(${JSON.stringify(index)})
  ready().then(({ kind }) => console.log(kind), ({ code, message }) => console.log(code, message))`

async function node(script: string, env: Record<string, string> = {}): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['-e', script], {
    env: { ...process.env, MINIBATCH_BACKEND: '', MINIBATCH_SIMD: '', ...env },
  })
  expect(stderr).toBe('')
  return stdout.trim()
}
