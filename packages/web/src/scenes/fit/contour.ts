/** Where a field on a grid crosses a level, by marching squares. */
export interface Grid {
  readonly columns: number
  readonly rows: number
}

/**
 * Straight pieces of the line at `level`, each as x0 y0 x1 y1 in grid steps from the first value; values lie row by row.
 * A saddle is cut by the mean of its corners.
 */
export function contour(values: ArrayLike<number>, { columns, rows }: Grid, level: number): number[] {
  const pieces: number[] = []
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const at = row * columns + column
      const above = values[at] >= level
      // Nearly all cells lie on one side.
      if (above === values[at + 1] >= level && above === values[at + columns] >= level && above === values[at + columns + 1] >= level) continue
      const corners = [values[at], values[at + 1], values[at + columns + 1], values[at + columns]]
      for (const ends of cuts(corners, level)) {
        for (const side of ends) {
          const [x, y] = edge(side, corners, level)
          pieces.push(column + x, row + y)
        }
      }
    }
  }
  return pieces
}

/** Edges of a cell, from corner i to the next: top, right, bottom, left. */
type Edge = 0 | 1 | 2 | 3

/** Which edges the line joins inside a cell. */
function cuts(corners: readonly number[], level: number): readonly (readonly [Edge, Edge])[] {
  const above = corners.map((value) => value >= level)
  const crossed = ([0, 1, 2, 3] as const).filter((side) => above[side] !== above[(side + 1) % 4])
  if (crossed.length === 2) return [[crossed[0], crossed[1]]]
  if (crossed.length < 4) return []
  const middle = corners.reduce((sum, value) => sum + value, 0) / 4 >= level
  return middle === above[0] ? [[0, 1], [2, 3]] : [[3, 0], [1, 2]]
}

/** The point of an edge at the level, from the cell's first corner. */
function edge(side: Edge, corners: readonly number[], level: number): readonly [x: number, y: number] {
  const [from, to] = [corners[side], corners[(side + 1) % 4]]
  const share = (level - from) / (to - from)
  if (side === 0) return [share, 0]
  if (side === 1) return [1, share]
  if (side === 2) return [1 - share, 1]
  return [0, 1 - share]
}
