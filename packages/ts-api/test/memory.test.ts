/** Fits in a loop leave memory where it was: nothing has to be freed by hand. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

import { backends } from './each-backend.js'

const FITS = 10_000
/** Compiled code and the heap reach their size within about 12,000. */
const WARM_UP = 15_000

/** Fits in a process of its own; prints its resident bytes before and after so many of them. */
const program = (backend: string) => `
import { LinearRegression } from 'minibatch'
const x = { data: Float32Array.from({ length: 4000 }, (_, i) => ((i * 7919) % 1000) / 500 - 1), columns: 20 }
const y = Float32Array.from({ length: 200 }, (_, i) => 2 * x.data[i * 20])
const settled = async () => {
  globalThis.gc()
  await new Promise((resolve) => setTimeout(resolve, 5))
}
const fits = async (count) => {
  for (let i = 0; i < count; i++) {
    await new LinearRegression({ epochs: 1, batchSize: 64, backend: '${backend}' }).fit(x, y)
    if (i % 500 === 0) await settled()
  }
  await settled()
  return process.memoryUsage.rss()
}
console.log(JSON.stringify([await fits(${WARM_UP}), await fits(${FITS})]))
`

test.for(backends)('%s: 10,000 fits leave memory where it was', { timeout: 120_000 }, async (backend) => {
  const options = ['--expose-gc', '--input-type=module', '-e', program(backend)]
  const cwd = fileURLToPath(new URL('..', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, options, { cwd })
  const [before, after] = JSON.parse(stdout) as [number, number]
  // A model alone is 2 kB, its rows are 16 kB.
  expect((after - before) / FITS).toBeLessThan(500)
})
