/** A digit in black and white, as the data's were before they were counted: 32 × 32 pixels, of which 4 × 4 make a cell. */
export const boxSize = 32
const blockSize = 4
export const cellsAcross = boxSize / blockSize

/** A byte a pixel, row by row: 1 is black. */
export type Bitmap = Uint8Array

/** Rows at either end that say nothing of where an edge is, and the height of what is too flat to lean. */
const ragged = 2
const flat = 5
/** Where the data's digits have their centre of mass, across. */
const middle = 16.25

/**
 * Straightened up as the data's digits were: rows are moved aside, the farther from the middle the more, until the left
 * edge stands as far left at the foot as at the head. Then all is moved to have its centre of mass where the data has it.
 */
export function straightened(bitmap: Bitmap): Bitmap {
  const lean = leanOf(bitmap)
  const moved = (row: number): number => lean * (boxSize / 2 - row)
  let [black, sum] = [0, 0]
  bitmap.forEach((pixel, index) => {
    black += pixel
    sum += pixel * ((index % boxSize) + 0.5 + moved(Math.floor(index / boxSize)))
  })
  const aside = middle - sum / Math.max(1, black)
  const upright = new Uint8Array(boxSize * boxSize)
  for (let row = 0; row < boxSize; row++) {
    const by = Math.round(moved(row) + aside)
    const [from, to] = [Math.max(0, by), Math.min(boxSize, boxSize + by)]
    for (let column = from; column < to; column++) upright[row * boxSize + column] = bitmap[row * boxSize + column - by]
  }
  return upright
}

/** Columns that the left edge goes to the left from a row to the next. */
function leanOf(bitmap: Bitmap): number {
  const head = Math.floor(bitmap.indexOf(1) / boxSize)
  const foot = Math.floor(bitmap.lastIndexOf(1) / boxSize)
  if (foot - head < flat) return 0
  const left = (row: number): number => bitmap.indexOf(1, row * boxSize) - row * boxSize
  const [first, last] = [left(head + ragged), left(foot - ragged)]
  // A row between two strokes may be empty; then nothing is known of the edge.
  return Math.max(first, last) >= boxSize ? 0 : (last - first) / (foot - head - 2 * ragged)
}

/** How many pixels of each block are black: 8 × 8 numbers from 0 to 16, row by row. */
export function blockCounts(bitmap: Bitmap): number[] {
  const counts = Array.from({ length: cellsAcross * cellsAcross }, () => 0)
  bitmap.forEach((black, index) => {
    const [row, column] = [Math.floor(index / boxSize), index % boxSize]
    counts[Math.floor(row / blockSize) * cellsAcross + Math.floor(column / blockSize)] += black
  })
  return counts
}
