import { Dataset, dense, dropout, type RunOptions, sequential, Trainer } from 'minibatch'
import { describe, expect, test } from 'vitest'

import pinned from '../../../fixtures/pairwise.json' with { type: 'json' }
import { takers } from './each-backend.js'

/** Runs in which every two settings of every two options meet; the core's tests hold each SIMD level to the same hashes. */
type Case = (typeof pinned)[number]

const D = 9

/** Rows that any language makes alike: whole numbers, divided once. */
function rowsOf({ rows, target, weighted }: Case) {
  const x = Float64Array.from({ length: rows * D }, (_, i) => ((i * 7919) % 1999) / 1000 - 1)
  const y = Float64Array.from({ length: rows }, (_, row) => {
    const step = (row * 31 + Math.floor(row / 7) * 17) % 12
    if (target === 'counts') return step % 4
    if (target === 'binary') return step % 2
    if (target === 'classes') return step % 3
    return x[row * D]! - x[row * D + 3]! / 2 + step / 8
  })
  return {
    x: { data: x, columns: D },
    y,
    ...(weighted && { sampleWeight: Float64Array.from({ length: rows }, (_, row) => (row % 5) / 2) }),
    ...(target === 'classes' && { task: 'classification' as const }),
  }
}

function trainerOf(found: Case, data: Dataset): Trainer {
  const { hidden, ...options } = found.config as RunOptions
  const layers = (hidden ?? []).flatMap(({ units, activation, dropout: share = 0 }) => [
    dense(units, activation),
    ...(share > 0 ? [dropout(share)] : []),
  ])
  return new Trainer(sequential(data, [...layers, dense(found.target === 'classes' ? 3 : 1)]), data, options)
}

function dataOf(found: Case, backend: (typeof takers)[number]): Dataset {
  return Dataset.fromArrays({ ...rowsOf(found), dtype: found.dtype as 'float32' | 'float64', backend })
}

const parts = Array.from({ length: 8 }, (_, part) => pinned.filter((_, i) => i % 8 === part))

describe.each(takers)('one seed, one result: every two settings of every two options, on %s', (backend) => {
  test.for(parts.map((cases, part) => ({ part, cases })))('part $part', { timeout: 60_000 }, async ({ cases }) => {
    for (const found of cases) {
      const trainer = trainerOf(found, dataOf(found, backend))
      await trainer.run()
      expect(trainer.weightsHash, JSON.stringify(found)).toBe(found.hash)
    }
  })
})

test.runIf(takers.length > 1)('a run stopped at any step goes on to its hash on another backend', { timeout: 60_000 }, async () => {
  for (const [i, found] of pinned.entries()) {
    if (i % 5 !== 0) continue
    const [before, after] = [takers[i % takers.length]!, takers[(i + 1) % takers.length]!]
    const first = trainerOf(found, dataOf(found, before))
    for (let step = 0; step <= (i * 37) % 29 && !first.state.finished; step++) await first.run({ steps: 1 })
    const second = await Trainer.resume(first.checkpoint(), dataOf(found, after))
    await second.run()
    expect(second.weightsHash, JSON.stringify(found)).toBe(found.hash)
  }
})
