/** The part of the plane that the stage shows, and where on it the model is asked. */
import type { Grid } from './contour.ts'

/** Width of the stage to its height, on every screen. */
export const stageAspect = 652 / 446

/** Where a 2-D model is asked. */
export const fieldGrid: Grid = { columns: 80, rows: 55 }

/** Values of x at which a 1-D model is asked. */
export const curvePoints = 201

export interface Plane {
  readonly x: readonly [number, number]
  readonly y: readonly [number, number]
}

/** All rows of a curve with some room. */
export function curvePlane(x: Float64Array, y: Float64Array): Plane {
  return { x: widened(extent(x), 0.04), y: widened(extent(y), 0.1) }
}

/** All points with room around, equal units on both axes. */
export function fieldPlane(x: Float64Array, y: Float64Array): Plane {
  const [[left, right], [low, high]] = [widened(extent(x), 0.15), widened(extent(y), 0.12)]
  const height = Math.max(high - low, (right - left) / stageAspect)
  const [centre, middle] = [(left + right) / 2, (low + high) / 2]
  return {
    x: [centre - (height * stageAspect) / 2, centre + (height * stageAspect) / 2],
    y: [middle - height / 2, middle + height / 2],
  }
}

/** Evenly from one end to the other. */
export function spaced([from, to]: readonly [number, number], count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => from + ((to - from) * index) / (count - 1))
}

function extent(values: Float64Array): [number, number] {
  return values.reduce<[number, number]>(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity])
}

function widened([low, high]: readonly [number, number], share: number): [number, number] {
  const room = (high - low) * share
  return [low - room, high + room]
}
