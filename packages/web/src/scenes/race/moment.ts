/** Where the three stand when the race stands at a place. */
import { methodNames, type MethodName } from '../../method.ts'
import { type Clock, updatesAt } from './clock.ts'
import { indexAt, type RunRecord } from './record.ts'
import type { RaceRun } from './runner.ts'
import type { Surface } from './surface.ts'

export type EachMethod<T> = Readonly<Record<MethodName, T>>

export interface Moment {
  readonly run: RaceRun
  readonly clock: Clock
  /** Rows read by SGD, or by each when rows are the clock. */
  readonly place: number
  readonly updates: EachMethod<number>
  /** Index of each one's kept point. */
  readonly index: EachMethod<number>
  /** Loss of all rows. */
  readonly losses: EachMethod<number>
  readonly shown: readonly MethodName[]
  /** The one that is stepped, looked at closely and whose hash is told. */
  readonly front: MethodName
}

/** Where the clock stands, and who is shown. */
export interface View {
  readonly clock: Clock
  readonly place: number
  readonly show: MethodName | 'all'
}

export function momentOf(run: RaceRun, surface: Surface, { clock, place, show }: View): Moment {
  const updates = each((name) => updatesAt(clock, run.records[name], place))
  const index = each((name) => indexAt(run.records[name], updates[name]))
  return {
    run,
    clock,
    place,
    updates,
    index,
    losses: each((name) => lossAt(run.records[name], surface, index[name])),
    shown: show === 'all' ? methodNames : [show],
    front: frontOf(show),
  }
}

/** The method in front: the one that is shown alone, mini-batch among all. */
export function frontOf(show: MethodName | 'all'): MethodName {
  return show === 'all' ? 'mini' : show
}

function each<T>(of: (name: MethodName) => T): EachMethod<T> {
  return { batch: of('batch'), mini: of('mini'), sgd: of('sgd') }
}

function lossAt({ w, b }: RunRecord, surface: Surface, index: number): number {
  return surface.loss(w[index], b[index])
}
