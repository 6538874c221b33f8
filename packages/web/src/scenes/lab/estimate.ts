/** How long a measurement takes, about: from what was seen once, in one browser on one laptop. */
import type { LabOptions, LabResult } from './result.ts'

interface Cost {
  /** Seconds before the first run is counted: least loss, times, noise. */
  readonly first: number
  /** Seconds of one run at every size, with its share of the search for the rates. */
  readonly each: number
}

const costs: Readonly<Record<Exclude<LabOptions['data'], 'table'>, Readonly<Record<LabOptions['model'], Cost>>>> = {
  line: { linear: { first: 2.5, each: 0.05 }, hidden: { first: 2.7, each: 0.1 } },
  diabetes: { linear: { first: 2, each: 0.06 }, hidden: { first: 2.2, each: 0.12 } },
  digits: { linear: { first: 4, each: 0.6 }, hidden: { first: 4.5, each: 1 } },
  made: { linear: { first: 3, each: 0.3 }, hidden: { first: 8, each: 2.5 } },
}

/** Rows of a table of the user's that cost as much as the made one; what many rows cost more is bounded. */
const [likeMade, mostCostly] = [5000, 4]

/** Seconds a measurement will take; `last` was measured on this device, and says how much faster or slower it is. */
export function secondsOf(options: LabOptions, rows: number, last: LabResult | undefined): number {
  const usual = usually(options, rows)
  return last && last.device === null ? (usual * last.took) / usually(last.options, last.rows) : usual
}

function usually({ data, model, runs }: LabOptions, rows: number): number {
  const { first, each } = costs[data === 'table' ? 'made' : data][model]
  const share = data === 'table' ? Math.min(mostCostly, rows / likeMade) : 1
  return first + share * each * Number(runs)
}
