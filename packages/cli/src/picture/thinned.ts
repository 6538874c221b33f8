/** How far points reach, and fewer of them where so many would only blacken the paper. */
import { count } from '../format.js'

/** Points of a cloud or a curve that are drawn at most. */
const DRAWN = 2000

/** Indices of at most as many of n points as are drawn, evenly spaced, the first and the last among them. */
export function thinned(n: number): number[] {
  const drawn = Math.min(n, DRAWN)
  return Array.from({ length: drawn }, (_, i) => (drawn < 2 ? i : Math.round((i * (n - 1)) / (drawn - 1))))
}

/** `442 rows`, or how many of them are drawn. */
export function drawnOf(n: number, rowsName: string): string {
  return n > DRAWN ? `${count(DRAWN)} of ${count(n)} ${rowsName}, evenly spaced` : `${count(n)} ${rowsName}`
}

/** Least and largest of all the values; Infinity and -Infinity of none. */
export function extentOf(...arrays: readonly ArrayLike<number>[]): [number, number] {
  let [low, high] = [Infinity, -Infinity]
  for (const values of arrays) {
    for (let i = 0; i < values.length; i++) {
      low = Math.min(low, values[i]!)
      high = Math.max(high, values[i]!)
    }
  }
  return [low, high]
}
