/** The three walkers on the map: marker, arrow downhill, wedge of the batches' directions, name and updates. */
import { methods, markerPath, type MethodName } from '../../method.ts'
import { whole } from '../../number.ts'
import type { Palette } from '../../palette.ts'
import { drawArrow } from './compass.ts'
import type { Box, LabelBoard } from './label.ts'
import type { Noise } from './noise.ts'

export interface Walker {
  readonly name: MethodName
  /** Updates, as written beside it: numbers change less often than places. */
  readonly update: number
  /** Place in px. */
  readonly x: number
  readonly y: number
  readonly noise: Noise
  /** A walker at the goal points nowhere any more. */
  readonly arrived: boolean
}

const markerSize = 13
/** Where the heads of arrows are about, in px from the walker. */
const headAt = 36

/** ± one standard deviation of a batch's direction; a full disc where batches point anywhere. */
export function drawWedge(context: CanvasRenderingContext2D, walker: Walker, palette: Palette, reach: number): void {
  const { x, y, noise, name } = walker
  if (noise.across === 0) return
  const slope = Math.hypot(...noise.mean)
  const spread = slope > 0 ? Math.atan(noise.across / slope) : Math.PI
  const downhill = Math.atan2(noise.mean[1], -noise.mean[0])
  const disc = spread > 1.2
  context.beginPath()
  if (disc) context.arc(x, y, reach * 0.62, 0, 2 * Math.PI)
  else {
    context.moveTo(x, y)
    context.arc(x, y, reach, downhill - spread, downhill + spread)
    context.closePath()
  }
  context.fillStyle = palette.line[name]
  context.globalAlpha = 0.22
  context.fill()
  context.globalAlpha = 0.8
  context.lineWidth = 1
  context.strokeStyle = palette.line[name]
  context.stroke()
  context.globalAlpha = 1
}

/** Which way is down, `reach` px long; undefined where batches point anywhere, and once there is nowhere to go. */
function downhill({ noise, arrived }: Walker, reach: number): [dx: number, dy: number] | undefined {
  const slope = Math.hypot(...noise.mean)
  if (arrived || slope === 0 || noise.across > slope * Math.tan(1.2)) return undefined
  return [(-noise.mean[0] / slope) * reach, (noise.mean[1] / slope) * reach]
}

/** An arrow of fixed length. */
export function drawDownhill(context: CanvasRenderingContext2D, walker: Walker, palette: Palette, reach: number): void {
  const way = downhill(walker, reach)
  if (!way) return
  const { x, y } = walker
  drawArrow(context, { x, y, dx: way[0], dy: way[1] }, { ink: palette.ink, casing: palette.casing })
}

export function drawMarker(context: CanvasRenderingContext2D, { name, x, y }: Walker, palette: Palette): void {
  const shape = markerPath(methods[name].marker, x, y, markerSize)
  context.lineJoin = 'round'
  context.strokeStyle = palette.casing
  context.lineWidth = 4
  context.stroke(shape)
  context.fillStyle = palette.line[name]
  context.fill(shape)
}

/** Where a label may stand about a walker: offset of its near edge, and the side it hangs on. */
const places = [
  { dx: 16, dy: 18, side: 0 },
  { dx: 18, dy: -12, side: 0 },
  { dx: -18, dy: 12, side: -1 },
  { dx: 16, dy: 1, side: 0 },
  { dx: -18, dy: -12, side: -1 },
  { dx: 0, dy: 24, side: -0.5 },
  { dx: 0, dy: -24, side: -0.5 },
  { dx: -16, dy: 1, side: -1 },
  { dx: 20, dy: 36, side: 0 },
  { dx: -20, dy: -30, side: -1 },
] as const

function isNear({ x, y, width, height }: Box, point: { readonly x: number; readonly y: number }): boolean {
  const reach = 7
  return point.x > x - reach && point.x < x + width + reach && point.y > y - reach && point.y < y + height + reach
}

/** Remembers where each label stood, so that it does not jump about while its walker moves. */
export class WalkerLabels {
  readonly #last = new Map<MethodName, number>()

  draw(
    context: CanvasRenderingContext2D,
    walkers: readonly Walker[],
    board: LabelBoard,
    palette: Palette,
    crowd: (box: Box) => number,
  ): void {
    for (const { x, y } of walkers) board.keep({ x: x - 9, y: y - 9, width: 18, height: 18 })
    const heads = walkers.flatMap((walker) => {
      const way = downhill(walker, headAt)
      return way ? [{ x: walker.x + way[0], y: walker.y + way[1] }] : []
    })
    /** A head of an arrow under a name is as bad as some of a path. */
    const cost = (box: Box): number => crowd(box) + 12 * heads.filter((head) => isNear(box, head)).length
    for (const walker of walkers) if (walker.update > 0) this.#label(context, walker, board, palette, cost)
  }

  #label(
    context: CanvasRenderingContext2D,
    walker: Walker,
    board: LabelBoard,
    palette: Palette,
    crowd: (box: Box) => number,
  ): void {
    const strong = methods[walker.name].title
    const rest = ` after ${whole(walker.update)}`
    context.textBaseline = 'middle'
    context.textAlign = 'left'
    context.font = '600 13px "Source Sans 3"'
    const strongWidth = context.measureText(strong).width
    context.font = '13px "Source Sans 3"'
    const width = strongWidth + context.measureText(rest).width
    const boxes = places.map(({ dx, dy, side }) => ({
      x: walker.x + dx + side * width,
      y: walker.y + dy - 8,
      width,
      height: 16,
    }))
    let best = -1
    let least = Number.POSITIVE_INFINITY
    boxes.forEach((box, index) => {
      if (!board.inside(box, 6) || !board.free(box)) return
      const cost = crowd(box) + index * 0.1 - (this.#last.get(walker.name) === index ? 6 : 0)
      if (cost < least) [best, least] = [index, cost]
    })
    const box = boxes[best]
    if (!box) return
    this.#last.set(walker.name, best)
    board.keep(box)
    const middle = box.y + 8
    context.lineJoin = 'round'
    context.strokeStyle = palette.casing
    context.lineWidth = 4
    context.font = '600 13px "Source Sans 3"'
    context.strokeText(strong, box.x, middle)
    context.font = '13px "Source Sans 3"'
    context.strokeText(rest, box.x + strongWidth, middle)
    context.fillStyle = palette.ink2
    context.fillText(rest, box.x + strongWidth, middle)
    context.font = '600 13px "Source Sans 3"'
    context.fillStyle = palette.text[walker.name]
    context.fillText(strong, box.x, middle)
  }
}
