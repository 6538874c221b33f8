/** A line chart on a canvas: hairlines on y only, no legend. It is laid once, and drawn as often as its lines grow. */
import { clearSheet, fitSheet, layer, onResize, type Sheet } from '../canvas.ts'
import type { Palette } from '../palette.ts'
import type { Scale } from '../scale.ts'
import { drawLine, type PlotLine } from './plot-line.ts'

/** A scale between two values, on as many pixels as there are. */
export type ScaleMaker = (from: readonly [number, number], to: readonly [number, number]) => Scale

export interface PlotAxis {
  readonly scale: ScaleMaker
  /** Its first and its last value. */
  readonly range: readonly [number, number]
  readonly ticks: readonly number[]
  /** What is written at a tick. */
  write(tick: number, index: number): string
}

/** Pixels between the lines and the edges of the canvas. */
export interface Insets {
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly left: number
}

export interface Frame {
  readonly x: PlotAxis
  readonly y: PlotAxis
  readonly insets: Insets
  readonly palette: Palette
  /** Draws what lies over the lines: goal, flags, markers, names. */
  overlay(drawing: Drawing): void
}

/** Where the lines are, in CSS pixels. */
export interface Area {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** A chart that is being drawn, in CSS pixels. */
export interface Drawing {
  readonly context: CanvasRenderingContext2D
  readonly area: Area
  readonly x: Scale
  readonly y: Scale
  readonly palette: Palette
}

const font = '12px "Source Sans 3"'

export class Plot {
  readonly #canvas: HTMLCanvasElement
  #sheet: Sheet | undefined
  #frame: Frame | undefined
  #lines: readonly PlotLine[] = []

  constructor(parent: HTMLElement) {
    this.#canvas = layer(parent)
    onResize(this.#canvas, () => {
      this.#sheet = fitSheet(this.#canvas)
      this.#paint()
    })
  }

  /** Another run, goal or theme; it is drawn with the next lines. */
  lay(frame: Frame): void {
    this.#frame = frame
  }

  draw(lines: readonly PlotLine[]): void {
    this.#lines = lines
    this.#paint()
  }

  /** Shows nothing until it is laid again. */
  clear(): void {
    this.#frame = undefined
    this.#paint()
  }

  #paint(): void {
    const sheet = (this.#sheet ??= fitSheet(this.#canvas))
    clearSheet(sheet)
    if (!this.#frame || sheet.width === 0) return
    const drawing = drawingOf(sheet, this.#frame)
    const { context, area } = drawing
    context.lineJoin = 'round'
    drawX(drawing, this.#frame.x)
    drawY(drawing, this.#frame.y)
    context.save()
    context.beginPath()
    context.rect(area.left, area.top, area.width, area.height + 1)
    context.clip()
    for (const line of this.#lines) drawLine(drawing, line, sheet.density)
    context.restore()
    context.save()
    this.#frame.overlay(drawing)
    context.restore()
  }
}

function drawingOf({ context, width, height }: Sheet, { x, y, insets, palette }: Frame): Drawing {
  const { left, top } = insets
  const area = { left, top, width: Math.max(1, width - left - insets.right), height: Math.max(1, height - top - insets.bottom) }
  return {
    context,
    area,
    x: x.scale(x.range, [left, left + area.width]),
    y: y.scale(y.range, [top + area.height, top]),
    palette,
  }
}

/** The axis below the lines, with a mark at each tick. */
function drawX({ context, area, x, palette }: Drawing, { ticks, write }: PlotAxis): void {
  const { left, width } = area
  const bottom = area.top + area.height
  context.fillStyle = palette.edge
  context.fillRect(left, Math.round(bottom), width, 1)
  for (const tick of ticks) context.fillRect(Math.round(x.at(tick)), Math.round(bottom), 1, 4)
  context.font = font
  context.textAlign = 'center'
  context.textBaseline = 'top'
  context.fillStyle = palette.ink3
  for (const [index, tick] of ticks.entries()) context.fillText(write(tick, index), Math.round(x.at(tick)), Math.round(bottom) + 8)
}

/** A hairline at each tick, with its value to the left. */
function drawY({ context, area: { left, width }, y, palette }: Drawing, { ticks, write }: PlotAxis): void {
  context.fillStyle = palette.hair
  for (const tick of ticks) context.fillRect(left, Math.round(y.at(tick)), width, 1)
  context.textAlign = 'right'
  context.textBaseline = 'middle'
  context.fillStyle = palette.ink3
  for (const [index, tick] of ticks.entries()) context.fillText(write(tick, index), left - 4, Math.round(y.at(tick)))
}
