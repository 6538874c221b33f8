// From the rounds to what may be said: ratios by round, the share of the roof, an optimizer's cost, whether each aim is met.
import { peers } from './peers.mjs'
import { median, medianWithInterval } from './statistics.mjs'
import { bytesOf, flopsOf, LATENCY_BOUND_BYTES, parametersOf, stepsOf, tableBytesOf } from './work.mjs'
import { workloads } from './workloads.mjs'

/** Pairs of the same round, as ratios left / right. */
function ratios(left, right, value = (entry) => entry.seconds) {
  const byRound = new Map(right.map((entry) => [entry.round, entry]))
  return left.flatMap((entry) => {
    const other = byRound.get(entry.round)
    return other ? [value(entry) / value(other)] : []
  })
}

/** Times of `peer` over those of `base`, round by round; null where one of them has no valid time. */
export function ratioOf(result, peer, base = 'native', value = undefined) {
  const [left, right] = [result.entries[peer], result.entries[base]]
  if (left?.state !== 'measured' || right?.state !== 'measured') return null
  const found = ratios(left.rounds, right.rounds, value)
  return found.length ? medianWithInterval(found) : null
}

/** Operations a second for what may fuse a multiplication with an addition, or may not. */
function arithmeticSpeed({ flopsPerSecond, fusedFlopsPerSecond = 0 }, fuses) {
  return fuses ? Math.max(flopsPerSecond, fusedFlopsPerSecond) : flopsPerSecond
}

/** Seconds the machine needs at least in a round, and for what. */
function roofTime(workload, probe, fuses) {
  const reading = bytesOf(workload) / probe.readBytesPerSecond
  const computing = flopsOf(workload) / arithmeticSpeed(probe, fuses)
  return { seconds: Math.max(reading, computing), bound: reading >= computing ? 'memory' : 'arithmetic' }
}

/** The part of the machine's roof a peer reaches, or why there is none. */
export function shareOf(result, peer) {
  const workload = result.workload
  if (tableBytesOf(workload) / workload.epochs < LATENCY_BOUND_BYTES) return { bound: 'latency' }
  const entry = result.entries[peer]
  if (!result.roof.length || entry?.state !== 'measured' || !entry.rounds.length) return null
  const roofs = result.roof.map((probe) => ({ round: probe.round, ...roofTime(workload, probe, peers[peer].fuses) }))
  return { bound: roofs[0].bound, ...medianWithInterval(ratios(roofs, entry.rounds)) }
}

/** Bytes a second one core reads in order, the median of the rounds; null without a probe. */
export function readSpeed(result) {
  return result.roof.length ? median(result.roof.map((probe) => probe.readBytesPerSecond)) : null
}

/** Operations a second of one core, multiplications and additions apart and fused, medians of the rounds. */
export function arithmeticSpeeds(result) {
  const [apart, fused] = [false, true].map((fuses) => median(result.roof.map((probe) => arithmeticSpeed(probe, fuses))))
  return { apart, fused }
}

/** Seconds a parameter and step by which a run takes longer than the same run by the optimizer of `over`. */
export function optimizerCostOf(result, peer) {
  const entry = result.entries[peer]
  if (!result.workload.over || entry?.state !== 'measured' || !entry.rounds.length) return null
  const updates = parametersOf(result.workload) * stepsOf(result.workload)
  return medianWithInterval(entry.rounds.map(({ seconds, base }) => (seconds - base) / updates))
}

/** The cost of a peer's optimizer over that of `base`, round by round. */
export function optimizerRatioOf(result, peer, base = 'native') {
  return ratioOf(result, peer, base, (entry) => entry.seconds - entry.base)
}

/**
 * What was aimed at: met when the whole interval meets it.
 * @returns {{ aim: string, sense: 'at least' | 'at most', limit: number, unit: '×' | '%', found: object | null, met: boolean }[]}
 */
export function aimsOf(result) {
  const workload = workloads.find(({ name }) => name === result.workload.name) ?? { faster: [] }
  const faster = workload.faster.map(({ peer, times, than = 'native' }) => {
    const found = ratioOf(result, peer, than)
    const who = than === 'native' ? '' : `${peers[than].title}, `
    const aim = { aim: `${who}faster than ${peers[peer].title}`, sense: 'at least', limit: times, unit: '×' }
    return { ...aim, found, met: found?.low >= times }
  })
  const within = (workload.within ?? []).map(({ peer, times }) => {
    const found = ratioOf(result, peer)
    const aim = { aim: `time of ${peers[peer].title}`, sense: 'at most', limit: times, unit: '×' }
    return { ...aim, found, met: found?.high <= times }
  })
  if (workload.share === undefined) return [...faster, ...within]
  const found = shareOf(result, 'native')
  const aim = { aim: "share of one core's stream read", sense: 'at least', limit: workload.share, unit: '%' }
  return [...faster, ...within, { ...aim, found, met: found?.low >= workload.share }]
}
