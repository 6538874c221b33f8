/** Finds places for the labels of a chart: near what they name, and over nothing else. */
import { type Box, LabelBoard } from '../race/label.ts'

export interface Spot {
  readonly x: number
  readonly y: number
}

/** Where a label may lie beside its point, the best first: right or left, below or above, then further away. */
const sides: readonly Spot[] = [
  { x: 1, y: 1 },
  { x: 1, y: -1 },
  { x: -1, y: -1 },
  { x: -1, y: 1 },
  { x: 0, y: 1 },
  { x: 0, y: -1 },
]
const distances = [9, 15, 22, 30]

/** The middle of a label's place near a point; undefined where there is none. The place is taken then. */
export function placeNear(board: LabelBoard, { x, y }: Spot, { width, height }: Pick<Box, 'width' | 'height'>): Spot | undefined {
  for (const distance of distances) {
    for (const side of sides) {
      const middle = { x: x + side.x * (distance + width / 2), y: y + side.y * (side.x === 0 ? distance + height / 2 : distance) }
      const box = { x: middle.x - width / 2, y: middle.y - height / 2, width, height }
      if (board.inside(box, 0) && board.claim(box)) return middle
    }
  }
  return undefined
}

/** Small boxes along a straight line, so that no label lies on it. */
export function alongLine(from: Spot, to: Spot): Box[] {
  const parts = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / 4))
  return Array.from({ length: parts + 1 }, (_, part) => ({
    x: from.x + ((to.x - from.x) * part) / parts - 1,
    y: from.y + ((to.y - from.y) * part) / parts - 1,
    width: 2,
    height: 2,
  }))
}
