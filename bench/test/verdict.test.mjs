import { expect, test } from 'vitest'
import { section } from '../report.mjs'
import { aimsOf, ratioOf, shareOf } from '../verdict.mjs'
import { bytesOf, flopsOf } from '../work.mjs'
import { workloads } from '../workloads.mjs'

const rounds = (...seconds) => seconds.map((value, round) => ({ round, seconds: value, fastest: value, calls: 3 }))
const measured = (...seconds) => ({ state: 'measured', rounds: rounds(...seconds), loss: 0.125 })
const named = (name) => workloads.find((workload) => workload.name === name)

test('a ratio is taken within its round, so that a slow moment of the machine cancels', () => {
  const entries = { native: measured(1, 10, 1), numpy: measured(7, 70, 7) }
  expect(ratioOf({ entries }, 'numpy')).toEqual({ median: 7, low: 7, high: 7, rounds: 3 })
})

test('only rounds that both ran in count', () => {
  const entries = { native: measured(1, 2, 4), numpy: { ...measured(3), state: 'measured' } }
  expect(ratioOf({ entries }, 'numpy')).toMatchObject({ median: 3, rounds: 1 })
})

test('a void time gives no ratio and does not meet an aim', () => {
  const numpy = { ...measured(100), state: 'void', reason: 'final loss 2, expected 1 within 0.0001' }
  const result = { workload: named('tutorial'), entries: { native: measured(1), numpy }, roof: [] }
  expect(ratioOf(result, 'numpy')).toBeNull()
  expect(aimsOf(result).map(({ met }) => met)).toEqual([false, false])
  expect(section(result)).toContain('void: final loss 2')
})

test('an aim is met when the lower end of the interval meets it, not the median', () => {
  const entries = { native: measured(1, 1, 1, 1, 1), numpy: measured(9, 9, 11, 11, 11) }
  const [aim] = aimsOf({ workload: named('tutorial'), entries, roof: [] })
  expect(aim.found.median).toBeGreaterThanOrEqual(aim.limit)
  expect(aim.met).toBe(false)
})

test('the share of the roof is the time the bytes need by the time taken', () => {
  const workload = named('long')
  const bytes = 4 * (workload.n * workload.d + workload.n)
  expect(bytesOf(workload)).toBe(bytes)
  const roof = [{ round: 0, readBytesPerSecond: bytes / 3, flopsPerSecond: 1e15 }]
  const share = shareOf({ workload, entries: { native: measured(4) }, roof }, 'native')
  expect(share).toMatchObject({ bound: 'memory', median: 0.75 })
})

test('no share is claimed of data that the nearest caches hold', () => {
  const result = { workload: named('tutorial'), entries: { native: measured(1) }, roof: [] }
  expect(shareOf(result, 'native')).toEqual({ bound: 'latency' })
  expect(section(result)).toContain('latency-bound')
})
