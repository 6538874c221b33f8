// What is made of the rounds: medians, and how sure they are.
import { randomOf, uniform } from './random.mjs'

/** The middle value, or the mean of the two in the middle. */
export function median(values) {
  const sorted = Float64Array.from(values).toSorted()
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

const RESAMPLES = 10_000

/** Median with its 90 % interval: medians of seeded resamples with replacement, 5th to 95th percentile. */
export function medianWithInterval(values) {
  const random = randomOf(values.length)
  const medians = Float64Array.from({ length: RESAMPLES }, () =>
    median(values.map(() => values[Math.floor(uniform(random) * values.length)])),
  ).toSorted()
  const at = (share) => medians[Math.round(share * (RESAMPLES - 1))]
  return { median: median(values), low: at(0.05), high: at(0.95), rounds: values.length }
}
