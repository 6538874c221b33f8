/**
 * The three clocks a race can be timed by, and who is first by each. The race stands at a place: so many rows read by
 * SGD, which are as many updates of it. Where the others stand then is what the clocks differ in.
 */
import type { MethodName } from '../../method.ts'
import { methodNames } from '../../method.ts'
import { duration, whole } from '../../number.ts'
import { rowsAfter, type RunRecord, updatesAfter } from './record.ts'

export const clockNames = ['updates', 'rows', 'time'] as const
export type ClockName = (typeof clockNames)[number]

export interface Timing {
  /** Measured seconds an update takes, once known. */
  readonly secondsAnUpdate?: Readonly<Record<MethodName, number>>
}

/** A clock, with what it needs to know. */
export interface Clock extends Timing {
  readonly name: ClockName
}

export const clocks: Readonly<Record<ClockName, { title: string; chosen: string }>> = {
  updates: { title: 'by updates', chosen: 'Updates' },
  rows: { title: 'by rows read', chosen: 'Rows read' },
  time: { title: 'by time', chosen: 'Time' },
}

export const clockChoices = clockNames.map((name) => [name, clocks[name].chosen] as const)

/** Whether every method's update took a time that the clock could tell from none. */
export function measured({ secondsAnUpdate }: Timing): boolean {
  return secondsAnUpdate !== undefined && methodNames.every((name) => secondsAnUpdate[name] > 0)
}

/** What the clock shows after an update. */
export function clockAt(clock: ClockName, record: RunRecord, update: number, { secondsAnUpdate }: Timing): number {
  if (clock === 'updates') return update
  if (clock === 'rows') return rowsAfter(record, update)
  return update * (secondsAnUpdate?.[record.method] ?? 0)
}

/** Updates of SGD in the time of one of another. */
function strides({ secondsAnUpdate }: Timing, method: MethodName): number {
  return secondsAnUpdate![method] / secondsAnUpdate!.sgd
}

/** Updates a method has done when the race stands at a place; at its end all of them. */
export function updatesAt(clock: Clock, record: RunRecord, place: number): number {
  if (place >= record.rows * record.epochs) return record.updates
  if (clock.name === 'updates') return Math.min(record.updates, place)
  // A hair more, so that where an update ends it has ended.
  if (clock.name === 'time' && measured(clock))
    return Math.min(record.updates, Math.floor((place * (1 + 1e-12)) / strides(clock, record.method)))
  return updatesAfter(record, place)
}

/** The place where an update is done. */
export function placeOf(clock: Clock, record: RunRecord, update: number): number {
  const total = record.rows * record.epochs
  if (clock.name === 'updates') return update
  if (clock.name === 'time' && measured(clock)) return Math.min(total, Math.ceil(update * strides(clock, record.method)))
  return rowsAfter(record, update)
}

/** Rows a method has read at a place, those for its next update included. */
export function rowsReadAt(clock: Clock, record: RunRecord, place: number): number {
  const update = updatesAt(clock, record, place)
  const [from, to] = [rowsAfter(record, update), rowsAfter(record, update + 1)]
  if (clock.name === 'updates' || update >= record.updates) return from
  if (clock.name === 'time' && measured(clock)) {
    const share = place / strides(clock, record.method) - update
    return from + Math.max(0, Math.floor(share * (to - from)))
  }
  return Math.max(from, Math.min(place, to))
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
