/** The race that a state asks for. */
import type { RaceState } from '../../state.ts'
import { type Conditions, oneRate, type Rates, type Start } from './run.ts'

/** A race that is wanted: its rates are told, or each method's best is to be found. */
export interface Wish {
  readonly conditions: Conditions
  readonly rates: Rates | 'best'
}

/** What a state says of the run, begun at `start` unless it says where. */
export function conditionsOf({ m, mom, sch, ep, seed, w, b }: RaceState, start: Start): Conditions {
  const from = { w: w === 'start' ? start.w : w, b: b === 'start' ? start.b : b }
  return { batchSize: m, momentum: mom, schedule: sch, epochs: ep, seed, start: from }
}

/** One rate for all, or each its best. */
export function wishOf(state: RaceState, start: Start): Wish {
  return { conditions: conditionsOf(state, start), rates: state.rate === 'best' ? 'best' : oneRate(state.lr) }
}

/** Whether two states ask for the same race. */
export function isSameRace(one: RaceState, other: RaceState): boolean {
  const key = ({ m, lr, rate, mom, sch, ep, seed, w, b }: RaceState): string =>
    JSON.stringify([m, rate === 'best' || lr, rate, mom, sch, ep, seed, w, b])
  return key(one) === key(other)
}
