/** The middle of several measurements, and how sure it is. */

/** A median with its interval; null stands for a number too large to be met, a target that was not reached. */
export interface MedianInterval {
  /** The middle value; of an even number the mean of the two in the middle. */
  readonly median: number | null
  /** Lower end. */
  readonly low: number | null
  /** Upper end. */
  readonly high: number | null
  /** How often such an interval holds the true median: at least 0.9 where there are five values or more. */
  readonly coverage: number
}

/** How it is named beside its numbers. */
export const INTERVAL_METHOD =
  'median with the narrowest symmetric pair of order statistics that holds the true median at least 90 % of the time (sign test); the extremes where there are fewer than 5 values'

/** How often the interval should hold the median. */
const COVERAGE = 0.9

/**
 * The median with an interval that supposes nothing of how values are distributed: the values of ranks r and n + 1 − r hold
 * it unless fewer than r of n lie on one side of it, each with chance 1/2 (Conover, "Practical nonparametric statistics",
 * 1999, section 3.2).
 */
export function medianInterval(values: readonly (number | null)[]): MedianInterval {
  const sorted = values.map((value) => value ?? Infinity).sort((a, b) => a - b)
  const n = sorted.length
  if (n === 0) return { median: null, low: null, high: null, coverage: 0 }
  let [rank, coverage] = [1, coverageOf(n, 1)]
  while (coverageOf(n, rank + 1) >= COVERAGE) coverage = coverageOf(n, ++rank)
  const known = (value: number) => (Number.isFinite(value) ? value : null)
  return {
    median: known((sorted[(n - 1) >> 1]! + sorted[n >> 1]!) / 2),
    low: known(sorted[rank - 1]!),
    high: known(sorted[n - rank]!),
    coverage,
  }
}

/** The chance that the ranks r and n + 1 − r of n values lie on both sides of the true median. */
function coverageOf(n: number, rank: number): number {
  if (2 * rank > n + 1) return 0
  let [tail, chance] = [0, 0.5 ** n]
  for (let below = 0; below < rank; below++) {
    tail += chance
    chance *= (n - below) / (below + 1)
  }
  return Math.max(0, 1 - 2 * tail)
}
