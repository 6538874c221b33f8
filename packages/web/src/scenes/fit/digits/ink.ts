/**
 * Strokes drawn into the box as the data's digits fill theirs: scaled to it, whatever their size and shape on the pad, by
 * a pen that makes about as many of its pixels black as are in the data.
 */
import { type Bitmap, boxSize } from './bitmap.ts'
import type { Point, Stroke } from './stroke.ts'

/** The room that digits fill, before they are straightened. */
const room = { width: 20, height: boxSize } as const
/** A digit is not widened to more than so many times its width against its height. */
const mostWidening = 1.2
/** A shape is not made larger than so many times its size against the pad: a dot stays a dot. */
const mostGrowth = 3
/** Width of the pen. It is another where the digit would have too little ink or too much, and never more than the most. */
const pen = 4.5
const mostPen = 7
/** Pixels that are black, at least and at most; in the data's digits it is 310, give or take 35. */
const ink = { least: 260, most: 340 } as const
/** A wider pen leaves less room for the lines: after so many turns neither changes any more. */
const turns = 4

export function inked(strokes: readonly Stroke[], padSize: number): Bitmap {
  let away = squaresFrom(fitted(strokes, padSize, pen))
  for (let turn = 1; turn < turns; turn++) away = squaresFrom(fitted(strokes, padSize, 2 * Math.sqrt(reachOf(away))))
  const reach = reachOf(away)
  return Uint8Array.from(away, (square) => (square <= reach ? 1 : 0))
}

/** The square of half the pen's width. */
function reachOf(away: Float64Array): number {
  const nearest = away.toSorted()
  const reach = Math.max(nearest[ink.least - 1], Math.min(nearest[ink.most - 1], (pen / 2) ** 2))
  return Math.min((mostPen / 2) ** 2, reach)
}

/** The strokes scaled so that lines of that width fill the box, and centred. */
function fitted(strokes: readonly Stroke[], padSize: number, width: number): Stroke[] {
  const points = strokes.flat()
  const [left, right] = [Math.min(...points.map(({ x }) => x)), Math.max(...points.map(({ x }) => x))]
  const [top, bottom] = [Math.min(...points.map(({ y }) => y)), Math.max(...points.map(({ y }) => y))]
  const down = Math.min((room.height - width) / Math.max(1e-9, bottom - top), (mostGrowth * boxSize) / padSize)
  const across = Math.min((room.width - width) / Math.max(1e-9, right - left), mostWidening * down)
  const place = ({ x, y }: Point): Point => ({
    x: boxSize / 2 + (x - (left + right) / 2) * across,
    y: boxSize / 2 + (y - (top + bottom) / 2) * down,
  })
  return strokes.map((stroke) => stroke.map(place))
}

/** The square of how far the middle of each pixel is from the nearest line; infinite where no pen reaches. */
function squaresFrom(strokes: readonly Stroke[]): Float64Array<ArrayBuffer> {
  const squares = new Float64Array(boxSize * boxSize).fill(Infinity)
  for (const stroke of strokes) stroke.forEach((to, index) => approach(squares, stroke[Math.max(0, index - 1)], to))
  return squares
}

/** Takes a straight piece of a line into the squares, looking only at the pixels about it. */
function approach(squares: Float64Array, from: Point, to: Point): void {
  const dx = to.x - from.x
  const dy = to.y - from.y
  const perLength = 1 / Math.max(1e-12, dx * dx + dy * dy)
  const reach = mostPen / 2
  const first = (a: number, b: number): number => Math.max(0, Math.floor(Math.min(a, b) - reach))
  const last = (a: number, b: number): number => Math.min(boxSize - 1, Math.ceil(Math.max(a, b) + reach))
  for (let row = first(from.y, to.y); row <= last(from.y, to.y); row++) {
    for (let column = first(from.x, to.x); column <= last(from.x, to.x); column++) {
      const x = column + 0.5 - from.x
      const y = row + 0.5 - from.y
      const along = Math.min(1, Math.max(0, (x * dx + y * dy) * perLength))
      const square = (x - along * dx) ** 2 + (y - along * dy) ** 2
      const at = row * boxSize + column
      if (square < squares[at]) squares[at] = square
    }
  }
}
