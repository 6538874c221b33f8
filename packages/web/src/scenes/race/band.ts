/** A line too noisy to read, once it has reached the goal, is shown as the band between its least and its greatest. */
export interface Band {
  /** Columns where each step of the band ends, rising. */
  readonly columns: readonly number[]
  readonly low: readonly number[]
  readonly high: readonly number[]
}

/** Columns to a step of the band. */
export const bandStep = 6
/** A step is noisy if its greatest loss is so many times its least; a line is, if half its steps are. */
const noisy = 1.5
/** A band shorter than this says less than the line. */
const fewest = 8

/** The band of the points from `first` on, or undefined if their line can be read. */
export function noiseBand(column: Int32Array, losses: Float64Array, first: number): Band | undefined {
  const [columns, low, high]: [number[], number[], number[]] = [[], [], []]
  let end = -1
  for (let index = first; index < column.length; index++) {
    if (column[index] > end) {
      end = column[index] + bandStep
      columns.push(end)
      low.push(losses[index])
      high.push(losses[index])
    }
    const last = columns.length - 1
    low[last] = Math.min(low[last], losses[index])
    high[last] = Math.max(high[last], losses[index])
  }
  const loud = low.filter((value, index) => high[index] > noisy * value).length
  return columns.length >= fewest && loud >= columns.length / 2 ? { columns, low, high } : undefined
}
