/** What bench measures, and what doctor finds: their documents. No figure is asserted, only that there is one. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { document, FIXTURES, minibatch } from './command.js'

interface Figure {
  median: number
  low: number
  high: number
}

interface Bench {
  backend: { kind: string; threads: number }
  machine: { roof: { readBytesPerSecond: number; operationsPerSecond: number } }
  rounds: number
  results: { workload: string; rows: number; batchSize: number; rowsPerSecond: Figure; bytesPerSecond: Figure; roof: { bound: string; share: Figure | null } }[]
}

const SHORT = ['--rounds', '3']

describe('bench', () => {
  it.each([[[]], [['--backend', 'wasm']]])('measures drawn rows with %j', async (args) => {
    const { results, rounds, machine } = await document<Bench>(['bench', ...SHORT, ...args])
    expect(rounds).toBe(3)
    expect(machine.roof.readBytesPerSecond).toBeGreaterThan(0)
    expect(results.map(({ workload, batchSize }) => [workload, batchSize])).toEqual([
      ['linear', 64], ['linear', 100_000], ['mlp, 64 relu', 64], ['logistic', 64], ['logistic', 100_000],
    ])
    for (const { rowsPerSecond, bytesPerSecond, roof } of results) {
      expect(['memory', 'arithmetic']).toContain(roof.bound)
      for (const { median, low, high } of [rowsPerSecond, bytesPerSecond, roof.share!]) {
        expect(low).toBeGreaterThan(0)
        expect(median).toBeGreaterThanOrEqual(low)
        expect(high).toBeGreaterThanOrEqual(median)
      }
    }
  })

  it.each([['iris.csv', 'logistic'], ['diabetes.csv', 'linear']])('measures the rows of %s', async (name, workload) => {
    const { results } = await document<Bench>(['bench', join(FIXTURES, 'tables', name), '--target', 'target', '--threads', '1', ...SHORT])
    expect(results.map((result) => result.workload)).toEqual([workload, workload, 'mlp, 64 relu'])
    expect(results[1]!.batchSize).toBe(results[1]!.rows)
    // Under 1 MB of rows no roof bounds a run.
    expect(results[0]!.roof).toEqual({ bound: 'latency', share: null })
  })

  it('needs a target with a table', async () => {
    const { code, stderr } = await minibatch(['bench', join(FIXTURES, 'tables/iris.csv')])
    expect([code, stderr]).toEqual([2, expect.stringContaining('--target')])
  })
})

describe('doctor', () => {
  it('says of every build whether it loads, and of DuckDB', async () => {
    const found = await document<{ backends: { kind: string; available: boolean; simd?: string; reason?: string }[]; duckdb: object; machine: Record<string, unknown> }>(['doctor'])
    expect(found.backends.map(({ kind }) => kind)).toEqual(['cuda', 'native', 'wasm'])
    for (const { available, simd, reason } of found.backends) expect(typeof (available ? simd : reason)).toBe('string')
    expect(found.duckdb).toMatchObject({ available: true })
    expect(found.machine).toMatchObject({ freeMemoryGiB: expect.any(Number), temporaryFolder: { path: expect.any(String) } })
  })
})
