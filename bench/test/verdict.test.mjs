import { expect, test } from 'vitest'
import { section } from '../report.mjs'
import { aimsOf, optimizerCostOf, optimizerRatioOf, ratioOf, shareOf } from '../verdict.mjs'
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

test('a network multiplies three times a layer, but twice in the first: nothing lies before its inputs', () => {
  const workload = named('mlp')
  const rows = workload.n * workload.epochs
  expect(flopsOf(workload)).toBe(2 * rows * (2 * 784 * 128 + 3 * 128 * 10))
  expect(flopsOf(named('long'))).toBe(4 * 10_000_000 * 20)
})

test('parameters that leave the second cache are read in every step', () => {
  const { hidden, n, d } = named('deep')
  expect(hidden).toEqual([1024, 1024])
  const parameters = 1025 * 1024 * 2 + 1025 * 10
  expect(bytesOf(named('deep'))).toBe(4 * (2 * (n * d + 2 * n) + 40 * parameters))
  const mlp = named('mlp')
  expect(bytesOf(mlp)).toBe(4 * mlp.epochs * (mlp.n * mlp.d + 2 * mlp.n))
})

test('what may fuse is held to the higher roof', () => {
  const workload = named('mlp')
  const flops = flopsOf(workload)
  const roof = [{ round: 0, readBytesPerSecond: 1e15, flopsPerSecond: flops, fusedFlopsPerSecond: 2 * flops }]
  const entries = { native: measured(2), fast: measured(2), 'torch-fused': measured(4) }
  const shares = Object.keys(entries).map((peer) => shareOf({ workload, entries, roof }, peer))
  expect(shares.map(({ median }) => median)).toEqual([0.5, 0.25, 0.125])
  expect(shares[0].bound).toBe('arithmetic')
  expect(section({ workload, entries, roof })).toContain('GF/s fused')
})

test('an aim may be of the WebAssembly build, and a limit from above', () => {
  const entries = { native: measured(1), wasm: measured(2), 'tfjs-wasm': measured(30) }
  const found = aimsOf({ workload: named('mlp'), entries, roof: [] }).find(({ aim }) => aim.startsWith('minibatch, WebAssembly'))
  expect(found).toMatchObject({ met: true, found: { median: 15 } })
  const [within] = aimsOf({ workload: named('long'), entries, roof: [] })
  expect(within).toMatchObject({ sense: 'at most', limit: 1.5, met: false, found: { median: 2 } })
})

test('what an optimizer costs is the difference to the same run by another', () => {
  const workload = { ...named('adam'), n: 64, epochs: 1 }
  const entry = (seconds, base) => ({ state: 'measured', loss: 1, rounds: [{ round: 0, seconds, base, fastest: seconds, calls: 3 }] })
  const result = { workload, entries: { native: entry(3, 2), 'torch-fused': entry(9, 5) }, roof: [] }
  expect(optimizerCostOf(result, 'native').median).toBeCloseTo(1 / 101_770, 12)
  expect(optimizerRatioOf(result, 'torch-fused')).toMatchObject({ median: 4 })
  expect(section(result)).toContain('adam over sgd')
  expect(optimizerCostOf({ ...result, workload: named('mlp') }, 'native')).toBeNull()
})
