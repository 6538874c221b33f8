/** The numbers of a loss chart as a table: the loss of each method at round values of the clock and where each arrived. */
import type { PlottedNumbers } from '../../chart/plot-table.ts'
import { methodNames, methods } from '../../method.ts'
import { significant } from '../../number.ts'
import { logTicks } from '../../scale.ts'
import { clockAt, type ClockName, clockText } from './clock.ts'
import { crossingsBy, updatesToGoal } from './goal.ts'
import { heightOf, type ChartRace } from './loss-line.ts'
import type { EachMethod } from './moment.ts'
import type { RunRecord } from './record.ts'

interface LossRow {
  /** What the clock shows. */
  readonly at: number
  /** Loss of each that has taken an update by then and is not past its last. */
  readonly losses: EachMethod<number | undefined>
}

/** Rows up to what each has done by now. */
function lossRows(race: ChartRace, clock: ClockName, updates: EachMethod<number>): LossRow[] {
  const { records, timing, surface, goal } = race
  const now = (record: RunRecord): number => clockAt(clock, record, updates[record.method], timing)
  const last = Math.max(...Object.values(records).map(now))
  const first = Math.min(...Object.values(records).map((record) => clockAt(clock, record, 1, timing)))
  const crossings = Object.values(crossingsBy(clock, records, updatesToGoal(records, surface, goal), timing))
  const ends = Object.values(records).map(now)
  const places = [first, ...logTicks(first, last), ...crossings, ...ends].filter(
    (at): at is number => at !== undefined && at >= first && at <= last,
  )
  const lossAt = (record: RunRecord, at: number): number | undefined => {
    if (at > now(record)) return undefined
    const index = record.steps.findLastIndex((step) => step > 0 && clockAt(clock, record, step, timing) <= at)
    return index < 0 ? undefined : heightOf(surface.loss(record.w[index], record.b[index]), goal)
  }
  return [...new Set(places)]
    .toSorted((a, b) => a - b)
    .map((at) => ({
      at,
      losses: {
        batch: lossAt(records.batch, at),
        mini: lossAt(records.mini, at),
        sgd: lossAt(records.sgd, at),
      },
    }))
}

const heads: Readonly<Record<ClockName, string>> = { updates: 'Updates', rows: 'Rows read', time: 'Time' }

/** What the table says. */
export function lossNumbers(race: ChartRace, clock: ClockName, updates: EachMethod<number>): PlottedNumbers {
  return {
    head: [heads[clock], ...methodNames.map((name) => methods[name].title)],
    rows: lossRows(race, clock, updates).map(({ at, losses }) => [
      clockText(clock, at),
      ...methodNames.map((name) => (losses[name] === undefined ? '' : significant(losses[name]))),
    ]),
  }
}
