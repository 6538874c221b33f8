/** A GPU on the command line, with one and without: what is asserted on a machine follows from what doctor says of it. */
import { join } from 'node:path'
import type { Backend } from 'minibatch'
import { describe, expect, it } from 'vitest'
import { document, FIXTURES, minibatch } from './command.js'

interface State {
  kind: string
  available: boolean
  device?: NonNullable<Backend['device']>
  reason?: string
}

const TRAIN = ['train', join(FIXTURES, 'tables/diabetes.csv'), '--target', 'target', '--epochs', '3', '--hidden', '8']
/** Hides every GPU from the driver, where there is one. */
const HIDDEN = { CUDA_VISIBLE_DEVICES: '-1' }

const { backends } = await document<{ backends: State[] }>(['doctor'])
const { available, device, reason } = backends[0]!

describe('doctor', () => {
  it('says which GPU there is, or why there is none and what to do', async () => {
    expect(backends[0]!.kind).toBe('cuda')
    const { stdout } = await minibatch(['doctor'])
    const line = stdout.split('\n').find((text) => text.startsWith('  cuda'))!
    if (available) {
      expect(line).toContain(`${device!.name}, compute capability ${device!.capability}`)
      expect(line).toContain(`driver for CUDA ${device!.driver}; --backend cuda takes it`)
    } else {
      expect(line).toContain(`not here: ${reason}`)
    }
  })

  it('says of a GPU that is hidden, or has no driver, that it is not there', async () => {
    const { stdout } = await minibatch(['doctor'], { env: HIDDEN })
    expect(stdout).toMatch(/^ {2}cuda +not here: There is no NVIDIA (driver|GPU).* take backend 'native'\./m)
  })

  it('says what MINIBATCH_BACKEND leaves of the others', async () => {
    const env = { MINIBATCH_BACKEND: 'wasm' }
    const { stdout } = await minibatch(['doctor', '--json'], { env })
    const found = (JSON.parse(stdout) as { backends: State[] }).backends
    expect(found).toMatchObject([
      { kind: 'cuda', available: false, reason: 'MINIBATCH_BACKEND=wasm takes its place.' },
      { kind: 'native', available: false },
      { kind: 'wasm', available: true },
    ])
  })
})

describe('train --backend cuda', () => {
  it.runIf(available)('trains on the GPU, to the weights of the CPU', async () => {
    const [there, here] = await Promise.all(
      ['cuda', 'native'].map((backend) => document<{ backend: Backend; weightsHash: string }>([...TRAIN, '--backend', backend])),
    )
    expect(there!.backend).toMatchObject({ kind: 'cuda', device })
    expect(there!.weightsHash).toBe(here!.weightsHash)
    const { stdout } = await minibatch([...TRAIN, '--backend', 'cuda'])
    expect(stdout).toContain(`${device!.name}, cuda; `)
  })

  it('without a GPU ends with 5 and one sentence that says what to do', async () => {
    const { code, stdout, stderr } = await minibatch([...TRAIN, '--backend', 'cuda', '-q'], { env: HIDDEN })
    expect([code, stdout]).toEqual([5, ''])
    expect(stderr).toMatch(/^Backend 'cuda' is not to be had here\. There is no NVIDIA .* take backend 'native'\..*\n$/)
    if (!available) expect(stderr).toContain(reason)
  })
})

it('nobody without a GPU reads of one in the report of train', async () => {
  const { code, stdout, stderr } = await minibatch(TRAIN, { env: HIDDEN })
  expect(code).toBe(0)
  expect(stdout + stderr).not.toMatch(/cuda|gpu|nvidia/i)
})

describe('a report', () => {
  const cpu = { kind: 'native', simd: 'avx2', skipped: [] } as unknown as Backend
  const gpu = { ...cpu, kind: 'cuda', device: { name: 'Model 1' } } as Backend
  const measured = { nativeStepSeconds: 0.002, cudaStepSeconds: 0.0001 }

  it('names what took the steps, and what a trial came to', async () => {
    const { backendText, trialLines } = (await import('../dist/backend-text.js')) as typeof import('../src/backend-text.js')
    expect([cpu, gpu].map(backendText)).toEqual(['native core, avx2', 'Model 1, cuda'])
    expect(trialLines(gpu)).toEqual([])
    expect(trialLines({ ...gpu, measured })).toEqual(['a step took 100 µs on the GPU and 2.0 ms on the CPU'])
    const skipped = [{ kind: 'cuda', reason: 'A step takes 2 ms on the GPU.' } as const]
    expect(trialLines({ ...cpu, measured, skipped })).toEqual(['cuda skipped: A step takes 2 ms on the GPU.'])
    // Tried or not, a GPU that is not there is no news.
    expect(trialLines({ ...cpu, skipped })).toEqual([])
  })
})
