/** The three clocks a run can be timed by, and who is first by each. */
import type { MethodName } from '../../method.ts'
import { methodNames } from '../../method.ts'
import { duration, whole } from '../../number.ts'
import { rowsAfter, type RunRecord } from './record.ts'

export const clockNames = ['updates', 'rows', 'time'] as const
export type ClockName = (typeof clockNames)[number]

export interface Timing {
  /** Measured seconds an update takes, once known. */
  readonly secondsAnUpdate?: Readonly<Record<MethodName, number>>
}

export const clocks: Readonly<Record<ClockName, { title: string; chosen: string }>> = {
  updates: { title: 'Loss by updates', chosen: 'Updates' },
  rows: { title: 'Loss by rows read', chosen: 'Rows read' },
  time: { title: 'Loss by time', chosen: 'Time' },
}

/** What the clock shows after an update. */
export function clockAt(clock: ClockName, record: RunRecord, update: number, { secondsAnUpdate }: Timing): number {
  if (clock === 'updates') return update
  if (clock === 'rows') return rowsAfter(record, update)
  return update * (secondsAnUpdate?.[record.method] ?? 0)
}

export function clockText(clock: ClockName, value: number): string {
  return clock === 'time' ? duration(value) : whole(value)
}

/** When each method reached the goal, by one clock; undefined if it has not. */
export type Crossings = Readonly<Record<MethodName, number | undefined>>

export type Finding = { readonly kind: 'leader'; readonly name: MethodName } | { readonly kind: 'tie' } | undefined

/** Crossings nearer than this share of the later one are a tie. */
const tie = 0.1

/**
 * Who is first by a clock: only once nobody still running could be earlier.
 * `now` is what each method's clock shows, infinite for one that has ended.
 */
export function findLeader(crossings: Crossings, now: Readonly<Record<MethodName, number>>): Finding {
  const reached = methodNames
    .filter((name) => crossings[name] !== undefined)
    .toSorted((a, b) => crossings[a]! - crossings[b]!)
  const [first, second] = reached
  if (!first) return undefined
  const best = crossings[first]!
  if (methodNames.some((name) => crossings[name] === undefined && now[name] < best)) return undefined
  if (second && (crossings[second]! - best) / crossings[second]! <= tie) return { kind: 'tie' }
  return { kind: 'leader', name: first }
}
