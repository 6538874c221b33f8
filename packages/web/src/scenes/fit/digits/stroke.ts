export interface Point {
  readonly x: number
  readonly y: number
}

/** A line of the pen; a single point is a dot. */
export type Stroke = readonly Point[]
