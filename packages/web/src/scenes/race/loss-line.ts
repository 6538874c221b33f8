/** One method's line of a loss chart: its whole run binned to columns once, and the band that stands for its noise. */
import { type Band, noiseBand } from './band.ts'
import { clockAt, type ClockName, type Timing } from './clock.ts'
import { arrivalAt, type Goal } from './goal.ts'
import type { RunRecord } from './record.ts'
import type { Records } from './run.ts'
import type { Surface } from './surface.ts'

export interface ChartRace {
  readonly surface: Surface
  readonly records: Records
  readonly timing: Timing
  readonly goal: Goal
}

/** Lines are binned to so many columns; more cannot be told apart. */
export const columns = 800

/** The chart's clock and the part of it that is shown, first to last column. */
export interface Axis {
  readonly clock: ClockName
  readonly x: readonly [number, number]
}

export interface LossLine {
  /** Height in each column, null where the run was not. */
  readonly heights: (number | null)[]
  /** Column of each kept point. */
  readonly column: Int32Array
  readonly crossing: number | undefined
  /** In place of the line after the goal, where that is noise. */
  readonly band: Band | undefined
}

/** What the chart shows of a loss. */
export function heightOf(loss: number, { floor }: Goal): number {
  return Math.max(loss - floor, Number.MIN_VALUE)
}

export function lossLine({ surface, timing, goal }: ChartRace, record: RunRecord, { clock, x }: Axis): LossLine {
  const heights: (number | null)[] = Array.from({ length: columns + 1 }, () => null)
  const column = new Int32Array(record.steps.length)
  const span = Math.log(x[1] / x[0])
  const all = record.w.map((w, index) => heightOf(surface.loss(w, record.b[index]), goal))
  for (let index = 1; index < record.steps.length; index++) {
    const at = clockAt(clock, record, record.steps[index], timing)
    column[index] = Math.round((Math.log(at / x[0]) / span) * columns)
  }
  const crossed = arrivalAt(record, surface, goal)
  const band = crossed === undefined ? undefined : noiseBand(column, all, crossed)
  const last = band ? crossed! : record.steps.length - 1
  for (let index = 1; index <= last; index++) if (Number.isFinite(all[index])) heights[column[index]] = all[index]
  const crossing = crossed === undefined ? undefined : clockAt(clock, record, record.steps[crossed], timing)
  return { heights, column, crossing, band }
}
