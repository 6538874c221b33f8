/** Predicted against true: a dot a held-out row; on the diagonal the model is right. */
import { fitSheet, layer, onResize } from '../../canvas.ts'
import { significant } from '../../number.ts'
import type { Palette } from '../../palette.ts'
import { linearScale, roundTicks } from '../../scale.ts'

export interface PredictedRows {
  readonly actual: Float64Array
  readonly predicted: Float64Array
}

const inset = { left: 44, right: 8, top: 6, bottom: 22 }
const font = '12px "Source Sans 3"'

export class PredictedPlot {
  readonly #canvas: HTMLCanvasElement
  #draw: () => void = () => undefined

  constructor(element: HTMLElement) {
    this.#canvas = layer(element)
    onResize(element, () => this.#draw())
  }

  show({ actual, predicted }: PredictedRows, palette: Palette, colour: string): void {
    this.#draw = () => {
      if (this.#canvas.clientWidth === 0) return
      const { context, width, height } = fitSheet(this.#canvas)
      const [lowX, highX] = extent(actual)
      const [lowY, highY] = extent(predicted)
      const x = linearScale([lowX, highX], [inset.left, width - inset.right])
      const y = linearScale([lowY, highY], [height - inset.bottom, inset.top])
      context.font = font
      context.fillStyle = palette.ink3
      context.textBaseline = 'middle'
      context.lineWidth = 1
      for (const tick of roundTicks(lowY, highY, 3)) {
        const at = Math.round(y.at(tick)) + 0.5
        line(context, palette.hair, [inset.left, at, width - inset.right, at])
        text(context, significant(tick), inset.left - 7, at, 'right')
      }
      const foot = height - inset.bottom + 0.5
      line(context, palette.edge, [inset.left, foot, width - inset.right, foot])
      for (const tick of roundTicks(lowX, highX, 4)) {
        const at = Math.round(x.at(tick)) + 0.5
        line(context, palette.edge, [at, foot, at, foot + 4])
        text(context, significant(tick), at, foot + 14, 'center')
      }
      context.fillStyle = colour
      context.globalAlpha = predicted.length > 300 ? 0.45 : 0.75
      context.beginPath()
      for (let row = 0; row < actual.length; row++) {
        const [px, py] = [x.at(actual[row]), y.at(predicted[row])]
        if (!Number.isFinite(px) || !Number.isFinite(py)) continue
        context.moveTo(px + 2, py)
        context.arc(px, py, 2, 0, 2 * Math.PI)
      }
      context.fill()
      context.globalAlpha = 1
      const [from, to] = [Math.max(lowX, lowY), Math.min(highX, highY)]
      context.lineWidth = 1.5
      if (from < to) line(context, palette.ink, [x.at(from), y.at(from), x.at(to), y.at(to)])
    }
    this.#draw()
  }
}

function line(
  context: CanvasRenderingContext2D,
  colour: string,
  [x0, y0, x1, y1]: readonly [number, number, number, number],
): void {
  context.strokeStyle = colour
  context.beginPath()
  context.moveTo(x0, y0)
  context.lineTo(x1, y1)
  context.stroke()
}

/** Writes in the style the context has. */
function text(context: CanvasRenderingContext2D, words: string, x: number, y: number, align: CanvasTextAlign): void {
  context.textAlign = align
  context.fillText(words, x, y)
}

/** Least and greatest finite value with a little room; never one and the same. */
function extent(values: Float64Array): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  const room = (high - low) * 0.04
  return low < high ? [low - room, high + room] : [low - 1, low + 1]
}
