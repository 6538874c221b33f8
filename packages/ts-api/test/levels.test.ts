import { LinearRegression } from 'minibatch'
import { afterEach, describe, expect, test } from 'vitest'

import { backends } from './each-backend.js'
import { rowsOf } from './numbers.js'

/** Every level there is; a machine has some of them. */
const LEVELS = ['reference', 'sse2', 'avx2', 'avx512', 'neon', 'simd128'] as const
const BATCH_SIZES = [1, 7, 64, 256, 257, 511, 700, 'full'] as const
const WIDTHS = [1, 31, 33, 129]

// The core reads MINIBATCH_SIMD when a run begins.
const before = process.env['MINIBATCH_SIMD']
afterEach(() => {
  if (before === undefined) delete process.env['MINIBATCH_SIMD']
  else process.env['MINIBATCH_SIMD'] = before
})

async function hashesOf(backend: (typeof backends)[number]): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const dtype of ['float32', 'float64'] as const) {
    for (const width of WIDTHS) {
      const { x, y } = rowsOf(1500, width)
      for (const batchSize of BATCH_SIZES) {
        const model = new LinearRegression({ dtype, backend, batchSize, epochs: 2, seed: 7, learningRate: 0.003 })
        await model.fit(x, y)
        found[`${dtype}, ${width} features, batch ${batchSize}`] = model.weightsHash
      }
    }
  }
  return found
}

describe.runIf(backends.includes('native'))('one hash over the SIMD levels', () => {
  test('every level of this machine, native, and WebAssembly agree', async () => {
    delete process.env['MINIBATCH_SIMD']
    const expected = await hashesOf(backends.includes('wasm') ? 'wasm' : 'native')
    const absent: string[] = []
    for (const level of LEVELS) {
      process.env['MINIBATCH_SIMD'] = level
      const found = await hashesOf('native').catch((error: unknown) => {
        // A level the machine lacks is an error that names the ones it has.
        expect(String(error)).toContain(level)
        absent.push(level)
        return undefined
      })
      if (found) expect(found, level).toEqual(expected)
    }
    for (const level of absent.filter((name) => name !== 'simd128')) { // WebAssembly ran simd128 above
      // oxlint-disable-next-line no-console -- `npm test` lists these lines
      console.info(`not run: hashes on ${level}: this CPU lacks it`)
    }
    expect(absent).not.toContain('reference')
    expect(absent.length).toBeLessThan(LEVELS.length - 1)
  })
})
