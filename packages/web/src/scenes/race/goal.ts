/** What the race is run for: a round loss with one rate for all; nearly the least loss when each has its best. */
import { methodNames, type MethodName } from '../../method.ts'
import { clockAt, type ClockName, clocks, type Crossings, type Finding, findLeader, measured, type Timing } from './clock.ts'
import type { RunRecord } from './record.ts'
import type { Records } from './run.ts'
import { goalLoss, nearEnough, type Surface } from './surface.ts'

export interface Goal {
  /** The loss to get to. */
  readonly loss: number
  /** Charts show a loss as what it is above this. */
  readonly floor: number
  /** What a leader does. */
  readonly verb: 'leads' | 'wins'
}

export function goalOf(surface: Surface, rates: 'one' | 'best'): Goal {
  const { loss: least } = surface.least
  return rates === 'one'
    ? { loss: goalLoss(surface), floor: 0, verb: 'leads' }
    : { loss: least * (1 + nearEnough), floor: least, verb: 'wins' }
}

/** The name of a clock's chart; the first says what all three show. */
export function titleOf(clock: ClockName, { floor }: Goal): string {
  const above = floor > 0 && clock === 'updates'
  return `Loss ${above ? 'above the least, ' : ''}${clocks[clock].title}`
}

/** Index of the first kept point at the goal, or undefined if there is none. */
export function arrivalAt({ w, b }: RunRecord, surface: Surface, { loss }: Goal): number | undefined {
  const index = w.findIndex((slope, at) => at > 0 && surface.loss(slope, b[at]) <= loss)
  return index < 0 ? undefined : index
}

/** The updates each needs to get to the goal. */
export function updatesToGoal(records: Records, surface: Surface, goal: Goal): Crossings {
  const needed = (name: MethodName): number | undefined => {
    const index = arrivalAt(records[name], surface, goal)
    return index === undefined ? undefined : records[name].steps[index]
  }
  return { batch: needed('batch'), mini: needed('mini'), sgd: needed('sgd') }
}

/** When each gets to the goal by a clock, from the updates it needs. */
export function crossingsBy(clock: ClockName, records: Records, needed: Crossings, timing: Timing): Crossings {
  const at = (name: MethodName): number | undefined =>
    needed[name] === undefined ? undefined : clockAt(clock, records[name], needed[name], timing)
  return { batch: at('batch'), mini: at('mini'), sgd: at('sgd') }
}

export type Winners = Readonly<Record<ClockName, Finding>>

/** Who wins by each clock once all have run to their end; by time nobody while no time was measured. */
export function winners(records: Records, needed: Crossings, timing: Timing): Winners {
  const ended = { batch: Infinity, mini: Infinity, sgd: Infinity }
  const by = (clock: ClockName): Finding => findLeader(crossingsBy(clock, records, needed, timing), ended)
  return { updates: by('updates'), rows: by('rows'), time: measured(timing) ? by('time') : undefined }
}

/** Whether each method wins by one clock. */
export function allDiffer({ updates, rows, time }: Winners): boolean {
  const names = [updates, rows, time].flatMap((finding) => (finding?.kind === 'leader' ? [finding.name] : []))
  return new Set(names).size === methodNames.length
}
