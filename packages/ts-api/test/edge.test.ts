import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { Dataset, dense, sequential, Trainer } from 'minibatch'
import { expect, test } from 'vitest'

const host = fileURLToPath(new URL('edge/host.mjs', import.meta.url))

test('the package runs as workerd would run it: no global of Node, no WebAssembly from bytes, the same weights', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', '--experimental-vm-modules', host])
  const x = Array.from({ length: 200 }, (_, i) => [(i % 20) / 10, (i % 7) / 7])
  const data = Dataset.fromArrays({ x, y: x.map(([a, b]) => 3 * a! - 2 * b!), dtype: 'float64' })
  const trainer = new Trainer(sequential(data, [dense(4, 'relu'), dense(1)]), data, { epochs: 3, seed: 7, dtype: 'float64' })
  await trainer.run()
  expect(JSON.parse(stdout)).toEqual({
    globals: 'undefined undefined undefined undefined',
    backend: 'wasm simd128',
    hash: trainer.weightsHash,
    epochs: [1, 2, 3],
    equal: true,
    compiling: 'CompileError',
    noWorker: expect.stringMatching(/^BACKEND_UNAVAILABLE .*no Worker.*from 'minibatch'/),
  })
})
