import { describe, expect, it } from 'vitest'
import {
  indexAt,
  keptUpdates,
  lastBatch,
  rowsAfter,
  type RunRecord,
  updatesAfter,
} from '../src/scenes/race/record.ts'
import { runOfSize } from './record.ts'

const run = (rows: number, batchSize: number, epochs: number): RunRecord => runOfSize('mini', rows, batchSize, epochs)

describe('keptUpdates', () => {
  it('keeps every update of a short run', () => {
    expect(keptUpdates(320)).toEqual(Array.from({ length: 320 }, (_, index) => index + 1))
  })

  it('thins a long one out, rising, and keeps its end', () => {
    const kept = keptUpdates(200_000)
    expect(kept.slice(0, 4096)).toEqual(Array.from({ length: 4096 }, (_, index) => index + 1))
    expect(kept.at(-1)).toBe(200_000)
    expect(kept.every((update, index) => index === 0 || update > kept[index - 1]!)).toBe(true)
    expect(kept.length).toBeLessThan(12_000)
  })
})

describe('rows and updates', () => {
  it('agree for every batch size, the short last batch included', () => {
    for (const batchSize of [1, 3, 64, 100, 999, 1000]) {
      const record = run(1000, batchSize, 3)
      for (let update = 0; update <= record.updates; update++) {
        expect(updatesAfter(record, rowsAfter(record, update))).toBe(update)
        if (update > 0) expect(updatesAfter(record, rowsAfter(record, update) - 1)).toBe(update - 1)
      }
    }
  })

  it('know the rows of the last batch', () => {
    const record = run(1000, 64, 2)
    expect(lastBatch(record, 0)).toEqual([0, 0])
    expect(lastBatch(record, 16)).toEqual([960, 1000])
    expect(lastBatch(record, 17)).toEqual([1000, 1064])
  })

  it('find the last kept point', () => {
    const record = run(1000, 1, 20)
    expect(indexAt(record, 0)).toBe(0)
    expect(indexAt(record, 17)).toBe(17)
    expect(record.steps[indexAt(record, 12_345)]).toBeLessThanOrEqual(12_345)
    expect(record.steps[indexAt(record, 12_345) + 1]).toBeGreaterThan(12_345)
  })
})
