import { Dataset, dense, dropout, type RunOptions, sequential, Trainer } from 'minibatch'
import { describe, expect, test } from 'vitest'

import pinned from '../../../fixtures/pairwise.json' with { type: 'json' }
import { takers } from './each-backend.js'
import { type Case, rowsOf } from './pairwise-runs.js'

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
