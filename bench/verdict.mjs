// From the rounds to what may be said: ratios by round, the share of the roof, whether each aim is met.
import { peers } from './peers.mjs'
import { median, medianWithInterval } from './statistics.mjs'
import { bytesOf, flopsOf, LATENCY_BOUND_BYTES, workloads } from './workloads.mjs'

/** Pairs of the same round, as ratios left / right. */
function ratios(left, right, value = (entry) => entry.seconds) {
  const byRound = new Map(right.map((entry) => [entry.round, entry]))
  return left.flatMap((entry) => {
    const other = byRound.get(entry.round)
    return other ? [value(entry) / value(other)] : []
  })
}

/** Times of `peer` over those of `base`, round by round; null where one of them has no valid time. */
export function ratioOf(result, peer, base = 'native') {
  const [left, right] = [result.entries[peer], result.entries[base]]
  if (left?.state !== 'measured' || right?.state !== 'measured') return null
  const found = ratios(left.rounds, right.rounds)
  return found.length ? medianWithInterval(found) : null
}

/** Seconds the machine needs at least in a round, and for what. */
function roofTime(workload, { readBytesPerSecond, flopsPerSecond }) {
  const reading = bytesOf(workload) / readBytesPerSecond
  const computing = flopsOf(workload) / flopsPerSecond
  return { seconds: Math.max(reading, computing), bound: reading >= computing ? 'memory' : 'arithmetic' }
}

/** The part of the machine's roof a peer reaches, or why there is none. */
export function shareOf(result, peer) {
  const workload = result.workload
  if (bytesOf(workload) / workload.epochs < LATENCY_BOUND_BYTES) return { bound: 'latency' }
  const entry = result.entries[peer]
  if (!result.roof.length || entry?.state !== 'measured' || !entry.rounds.length) return null
  const roofs = result.roof.map((probe) => ({ round: probe.round, ...roofTime(workload, probe) }))
  return { bound: roofs[0].bound, ...medianWithInterval(ratios(roofs, entry.rounds)) }
}

/** Bytes a second one core reads in order, the median of the rounds; null without a probe. */
export function readSpeed(result) {
  return result.roof.length ? median(result.roof.map((probe) => probe.readBytesPerSecond)) : null
}

/**
 * What was aimed at: met when the lower end of the interval reaches it.
 * @returns {{ aim: string, atLeast: number, unit: '×' | '%', found: object | null, met: boolean }[]}
 */
export function aimsOf(result) {
  const { faster, share } = workloads.find((workload) => workload.name === result.workload.name) ?? { faster: [] }
  const aims = faster.map(({ peer, times }) => {
    const found = ratioOf(result, peer)
    return { aim: `faster than ${peers[peer].title}`, atLeast: times, unit: '×', found, met: found?.low >= times }
  })
  if (share === undefined) return aims
  const found = shareOf(result, 'native')
  return [...aims, { aim: "share of one core's stream read", atLeast: share, unit: '%', found, met: found?.low >= share }]
}
