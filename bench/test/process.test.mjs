import { expect, test } from 'vitest'
import { environmentOf } from '../process.mjs'

test('nothing that tunes a library reaches a peer, and every library has one thread', () => {
  const tuned = { OPENBLAS_CORETYPE: 'Prescott', OPENBLAS_L2_SIZE: '64', MKL_CBWR: 'SSE2', MINIBATCH_BACKEND: 'wasm' }
  const found = environmentOf({ ...tuned, PATH: '/bin', OMP_NUM_THREADS: '8' })
  expect(found).toMatchObject({ PATH: '/bin', OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' })
  for (const name of Object.keys(tuned)) expect(found).not.toHaveProperty(name)
})
