/**
 * From strokes to what the network sees, the way its data was made: the digit is scaled into a box of 32 × 32 pixels and
 * centred, drawn there in black and white, and the black ones of each 4 × 4 block are counted: 8 × 8 numbers from 0 to 16.
 */
export interface Point {
  readonly x: number
  readonly y: number
}

/** A line of the pen; a single point is a dot. */
export type Stroke = readonly Point[]

/** Pixels of the box, and of a block. */
export const boxSize = 32
const blockSize = 4
export const cellsAcross = boxSize / blockSize

/** Width of the pen in the box, and the room a digit may take: the data's digits fill the height and are narrower. */
const penWidth = 5
const room = { width: 22, height: boxSize } as const
/** A wide digit is narrowed to so much of its width before it loses height. */
const leastWidth = 0.8
/** A shape is not made larger than so many times its size against the pad: a dot stays a dot. */
const mostGrowth = 3

/** Strokes on a pad of `padSize` as 64 counts, row by row. */
export function cellsOf(strokes: readonly Stroke[], padSize: number): number[] {
  return blockCounts(rasterized(fitted(strokes, padSize)))
}

/** The strokes scaled into the box and centred. */
function fitted(strokes: readonly Stroke[], padSize: number): Stroke[] {
  const points = strokes.flat()
  if (points.length === 0) return []
  const [left, right] = [Math.min(...points.map(({ x }) => x)), Math.max(...points.map(({ x }) => x))]
  const [top, bottom] = [Math.min(...points.map(({ y }) => y)), Math.max(...points.map(({ y }) => y))]
  const tall = Math.min((room.height - penWidth) / Math.max(1e-9, bottom - top), (mostGrowth * boxSize) / padSize)
  const across = Math.min((room.width - penWidth) / Math.max(1e-9, right - left), tall)
  const down = Math.min(tall, across / leastWidth)
  const place = ({ x, y }: Point): Point => ({
    x: boxSize / 2 + (x - (left + right) / 2) * across,
    y: boxSize / 2 + (y - (top + bottom) / 2) * down,
  })
  return strokes.map((stroke) => stroke.map(place))
}

/** A pixel is black when its middle lies under the pen. */
function rasterized(strokes: readonly Stroke[]): Uint8Array {
  const pixels = new Uint8Array(boxSize * boxSize)
  for (const stroke of strokes) stroke.forEach((to, index) => blacken(pixels, stroke[Math.max(0, index - 1)], to))
  return pixels
}

/** Draws a straight piece of a line, looking only at the pixels about it. */
function blacken(pixels: Uint8Array, from: Point, to: Point): void {
  const reach = penWidth / 2
  const first = (a: number, b: number): number => Math.max(0, Math.floor(Math.min(a, b) - reach))
  const last = (a: number, b: number): number => Math.min(boxSize - 1, Math.ceil(Math.max(a, b) + reach))
  for (let row = first(from.y, to.y); row <= last(from.y, to.y); row++) {
    for (let column = first(from.x, to.x); column <= last(from.x, to.x); column++) {
      if (distance({ x: column + 0.5, y: row + 0.5 }, from, to) <= reach) pixels[row * boxSize + column] = 1
    }
  }
}

/** Distance of a point from a straight piece of a line. */
function distance(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((point.x - from.x) * dx + (point.y - from.y) * dy) / length))
  return Math.hypot(point.x - from.x - along * dx, point.y - from.y - along * dy)
}

/** How many pixels of each block are black, row by row. */
export function blockCounts(pixels: Uint8Array): number[] {
  const counts = Array.from({ length: cellsAcross * cellsAcross }, () => 0)
  pixels.forEach((black, index) => {
    const [row, column] = [Math.floor(index / boxSize), index % boxSize]
    counts[Math.floor(row / blockSize) * cellsAcross + Math.floor(column / blockSize)] += black
  })
  return counts
}
