/** The backend `cuda` on machines with a GPU and without one: each branch holds what its users rely on. */
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

import { Dataset, LinearRegression, MinibatchError, MLPRegressor, ready, sequential, Trainer, dense } from 'minibatch'
import { describe, expect, test } from 'vitest'

const native = fileURLToPath(new URL('../native/index.cjs', import.meta.url))
const core = createRequire(import.meta.url)(native) as { cudaInfo(): string }
const info = JSON.parse(core.cudaInfo()) as { available: boolean; reason?: string; device?: { name: string } }

const x = Array.from({ length: 300 }, (_, row) => [row / 300, (row * 7 % 13) / 13, (row * 5 % 11) / 11])
const y = x.map(([a, b, c]) => 3 * a! - b! + c! * c!)
const options = { epochs: 4, seed: 5, batchSize: 32 }

async function hashOf(backend: 'auto' | 'cuda' | 'native' | 'wasm'): Promise<string> {
  const model = new MLPRegressor({ ...options, backend, hidden: [{ units: 9, activation: 'tanh' }] })
  await model.fit(x, y)
  return model.weightsHash
}

test('the addon says whether there is a GPU, and why not', () => {
  if (info.available) expect(info.device).toMatchObject({ name: expect.any(String), capability: expect.stringMatching(/^\d+\.\d$/) })
  else expect(info.reason).toMatch(/driver|GPU|CUDA path/)
})

test('auto has the bits of native and wasm, whatever took its steps', async () => {
  const hashes = await Promise.all((['auto', 'native', 'wasm'] as const).map(hashOf))
  expect(new Set(hashes).size).toBe(1)
})

test('a short run under auto says why no GPU was tried', () => {
  const data = Dataset.fromArrays({ x, y })
  const trainer = new Trainer(sequential(data, [dense(1)]), data, options)
  expect(trainer.backend).toMatchObject({ kind: 'native', skipped: [{ kind: 'cuda', reason: expect.stringContaining('too short') }] })
  const named = new Trainer(sequential(data, [dense(1)]), data, { ...options, backend: 'native' })
  expect(named.backend).toMatchObject({ kind: 'native', skipped: [] })
})

describe.runIf(info.available)('with a GPU', () => {
  test('cuda takes the steps and has the hash of the CPU', async () => {
    const data = Dataset.fromArrays({ x, y })
    const trainer = new Trainer(sequential(data, [dense(1)]), data, { ...options, backend: 'cuda' })
    await trainer.run()
    expect(trainer.backend).toMatchObject({ kind: 'cuda', device: info.device })
    expect(await hashOf('cuda')).toBe(await hashOf('native'))
  })
})

describe.runIf(!info.available)('without a GPU', () => {
  const refused = { code: 'BACKEND_UNAVAILABLE', message: expect.stringContaining(info.reason ?? '') }

  test('cuda is an error that says why and what to do', async () => {
    await expect(ready({ backend: 'cuda' })).rejects.toMatchObject({ ...refused, details: { skipped: [{ kind: 'cuda', reason: info.reason }] } })
    const error = await hashOf('cuda').catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(MinibatchError)
    expect((error as MinibatchError).message).toMatch(/native/)
  })

  test('so it is for a dataset that is held already, and for a resumed run', async () => {
    const data = Dataset.fromArrays({ x, y })
    expect(() => new Trainer(sequential(data, [dense(1)]), data, { ...options, backend: 'cuda' })).toThrow(/'cuda' is not to be had/)
    await expect(new LinearRegression({ backend: 'cuda' }).fit(data)).rejects.toMatchObject(refused)
  })
})
