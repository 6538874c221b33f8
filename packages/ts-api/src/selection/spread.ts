/** What several runs found, in two numbers. */
export interface Spread {
  /** Arithmetic mean. */
  readonly mean: number
  /** Standard deviation of the sample, by n − 1; 0 for one value. */
  readonly sd: number
}

/** Mean and deviation of values, added in their order. */
export function spreadOf(values: readonly number[]): Spread {
  const n = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0)
  return { mean, sd: n > 1 ? Math.sqrt(squares / (n - 1)) : 0 }
}

/** The same where some may be undefined: null then, for a mean of the others would be of other rows. */
export function spreadOrNull(values: readonly (number | null)[]): Spread | null {
  const known = values.filter((value) => value !== null)
  return known.length === values.length ? spreadOf(known) : null
}
