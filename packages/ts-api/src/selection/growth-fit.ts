/** The two laws that say which batch size is best: how many updates each needs, and how long one takes. */

/** S(B) = S_min (1 + B_c / B). */
export interface StepsFit {
  /** Updates that no batch size can save, S_min. */
  readonly leastSteps: number
  /** Rows at which an update does half as much as it could, B_c: the critical batch size. */
  readonly criticalBatchSize: number
  /** Root mean square of the errors of log S. */
  readonly logError: number
}

/** t(B) = t0 + c B. */
export interface TimeFit {
  /** Time of an update that no batch size saves, in seconds: t0. */
  readonly secondsPerUpdate: number
  /** Time that one more row of an update takes, in seconds: c. */
  readonly secondsPerRow: number
}

/** A batch size and what was measured with it. */
export interface Sample {
  readonly batchSize: number
  readonly value: number
}

/** What a law is fitted to: nothing where a target was not reached or no time was seen to pass. */
export function sampleOf(batchSize: number, value: number | null): Sample[] {
  return value ? [{ batchSize, value }] : []
}

/** The critical batch size is looked for from this share of the least size to so many times the largest. */
const BEYOND = 1024
const HALVINGS = 60
const GOLDEN = (Math.sqrt(5) - 1) / 2

/**
 * S_min and B_c by least squares of log S (McCandlish et al., "An empirical model of large-batch training", 2018). Null with
 * fewer than three sizes: two numbers meet two points whatever they are.
 */
export function fitSteps(samples: readonly Sample[]): StepsFit | null {
  if (samples.length < 3) return null
  const sizes = samples.map(({ batchSize }) => batchSize)
  const logs = samples.map(({ value }) => Math.log(value))
  const at = (logCritical: number) => {
    const shapes = sizes.map((size) => Math.log1p(Math.exp(logCritical) / size))
    const level = logs.reduce((sum, log, i) => sum + log - shapes[i]!, 0) / logs.length
    const squares = logs.reduce((sum, log, i) => sum + (log - level - shapes[i]!) * (log - level - shapes[i]!), 0)
    return { level, error: Math.sqrt(squares / logs.length) }
  }
  let [low, high] = [Math.log(Math.min(...sizes) / BEYOND), Math.log(Math.max(...sizes) * BEYOND)]
  for (let halving = 0; halving < HALVINGS; halving++) {
    const [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)]
    if (at(left).error <= at(right).error) high = right
    else low = left
  }
  const logCritical = (low + high) / 2
  const { level, error } = at(logCritical)
  return { leastSteps: Math.exp(level), criticalBatchSize: Math.exp(logCritical), logError: error }
}

/** S(B). */
export function stepsAt({ leastSteps, criticalBatchSize }: StepsFit, batchSize: number): number {
  return leastSteps * (1 + criticalBatchSize / batchSize)
}

/** t0 and c by least squares of the relative errors, neither below 0. Null with fewer than two sizes. */
export function fitTimes(samples: readonly Sample[]): TimeFit | null {
  if (new Set(samples.map(({ batchSize }) => batchSize)).size < 2) return null
  // Each equation divided by its time: 1 = t0 / t + c B / t.
  let [aa, ab, bb, a, b] = [0, 0, 0, 0, 0]
  for (const { batchSize, value } of samples) {
    const [one, rows] = [1 / value, batchSize / value]
    aa += one * one
    ab += one * rows
    bb += rows * rows
    a += one
    b += rows
  }
  const determinant = aa * bb - ab * ab
  const [fixed, each] = [(a * bb - b * ab) / determinant, (aa * b - ab * a) / determinant]
  if (fixed < 0) return { secondsPerUpdate: 0, secondsPerRow: b / bb }
  if (each < 0) return { secondsPerUpdate: a / aa, secondsPerRow: 0 }
  return { secondsPerUpdate: fixed, secondsPerRow: each }
}

/** B* = √(B_c t0 / c), where (1 + B_c / B)(t0 + c B) is least; null where rows cost nothing or a law is not known. */
export function bestBatchSize(criticalBatchSize: number | null, times: TimeFit | null): number | null {
  if (criticalBatchSize === null || !times || times.secondsPerRow === 0) return null
  return Math.sqrt((criticalBatchSize * times.secondsPerUpdate) / times.secondsPerRow)
}
