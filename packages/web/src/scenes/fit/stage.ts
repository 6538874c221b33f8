/** The stage: the rows, and over or under them what the model makes of the plane at one epoch. */
import { clearSheet, fitSheet, layer, onResize, type Sheet } from '../../canvas.ts'
import { markerPath, type MarkerShape } from '../../method.ts'
import { plain } from '../../number.ts'
import type { Palette } from '../../palette.ts'
import { roundTicks } from '../../scale.ts'
import { type Axes, axesOf, paintCurve, paintField } from './paint.ts'
import type { Run } from './run.ts'
import type { Points } from './training.ts'

/** Marker of each class. */
export const classShapes: readonly [MarkerShape, MarkerShape] = ['circle', 'triangle']

export interface StageMoment {
  readonly run: Run
  readonly epoch: number
  /** Colour of the curve: that of the method. */
  readonly colour: string
}

export class Stage {
  readonly #element: HTMLElement
  readonly #ground: HTMLCanvasElement
  readonly #rows: HTMLCanvasElement
  readonly #curve: HTMLCanvasElement
  #palette: Palette
  #run: Run | undefined
  #sheets: { readonly ground: Sheet; readonly curve: Sheet; readonly axes: Axes } | undefined

  constructor(element: HTMLElement, palette: Palette, redraw: () => void) {
    this.#element = element
    this.#palette = palette
    this.#ground = layer(element)
    this.#ground.className = 'fit-ground'
    this.#rows = layer(element)
    this.#curve = layer(element)
    this.#curve.className = 'fit-curve'
    onResize(element, () => {
      this.#lay()
      redraw()
    })
  }

  set palette(palette: Palette) {
    this.#palette = palette
    this.#lay()
  }

  /** Takes the rows of another run. */
  show(run: Run): void {
    this.#run = run
    this.#lay()
  }

  draw({ run, epoch, colour }: StageMoment): void {
    if (!this.#sheets || !run.rows.picture) return
    const { ground, curve, axes } = this.#sheets
    const { picture } = run.at(epoch)
    if (run.recipe.example.kind === 'field') return paintField(ground, picture, this.#palette, 2)
    clearSheet(curve)
    const earlier = run.film.filter((frame) => frame < epoch)
    for (const frame of earlier) paintCurve(curve, run.at(frame).picture, axes, { colour, width: 1.5, alpha: 0.25 })
    paintCurve(curve, picture, axes, { colour, width: 3, casing: this.#palette.raise })
  }

  /** Draws the rows and the axes, and says on the element which value lies at which px. */
  #lay(): void {
    const picture = this.#run?.rows.picture
    if (!picture || !this.#run || this.#element.clientWidth === 0) return
    const ground = fitSheet(this.#ground)
    const rows = fitSheet(this.#rows)
    const axes = axesOf(picture.plane, ground)
    this.#sheets = { ground, curve: fitSheet(this.#curve), axes }
    for (const name of ['x', 'y'] as const) this.#element.dataset[name] = [...axes[name].from, ...axes[name].to].join(' ')
    const isField = this.#run.recipe.example.kind === 'field'
    for (const [points, hollow] of [[picture.seen, false], [picture.unseen, true]] as const) {
      if (isField) this.#markers(rows, points, axes, hollow)
      else this.#dots(rows, points, axes, hollow)
    }
    this.#ticks(rows, axes, picture.names)
  }

  #markers({ context }: Sheet, { x, y, classes }: Points, axes: Axes, hollow: boolean): void {
    const [size, casing] = [7.5, this.#palette.raise]
    context.lineJoin = 'round'
    x.forEach((value, row) => {
      const colour = this.#palette.classes[classes[row]]
      const path = markerPath(classShapes[classes[row]], axes.x.at(value), axes.y.at(y[row]), hollow ? size + 1 : size)
      context.strokeStyle = casing
      context.lineWidth = hollow ? 4 : 2.4
      context.stroke(path)
      context.fillStyle = hollow ? casing : colour
      context.fill(path)
      if (!hollow) return
      context.strokeStyle = colour
      context.lineWidth = 1.8
      context.stroke(path)
    })
  }

  #dots({ context }: Sheet, { x, y }: Points, axes: Axes, hollow: boolean): void {
    const radius = x.length > 500 || (hollow && x.length > 200) ? 2 : 2.6
    context.beginPath()
    x.forEach((value, row) => {
      const [px, py] = [axes.x.at(value), axes.y.at(y[row])]
      context.moveTo(px + radius, py)
      context.arc(px, py, radius, 0, 2 * Math.PI)
    })
    context.fillStyle = hollow ? this.#palette.raise : this.#palette.edge
    context.fill()
    if (!hollow) return
    context.strokeStyle = this.#palette.ink2
    context.lineWidth = 1.2
    context.stroke()
  }

  /** Ticks inside the edges, with their values; each axis is named at its end. */
  #ticks({ context, width, height }: Sheet, { x, y }: Axes, [across, up]: readonly [string, string]): void {
    context.font = '12px "Source Sans 3"'
    context.strokeStyle = this.#palette.edge
    context.fillStyle = this.#palette.ink2
    context.textBaseline = 'middle'
    context.lineWidth = 1
    context.beginPath()
    context.textAlign = 'left'
    for (const tick of roundTicks(...y.from, height / 60)) {
      const at = Math.round(y.at(tick)) + 0.5
      if (at < 34 || at > height - 30) continue
      context.moveTo(0, at)
      context.lineTo(6, at)
      context.fillText(plain(tick), 10, at)
    }
    context.fillText(up, 10, 16)
    context.textAlign = 'center'
    for (const tick of roundTicks(...x.from, width / 110)) {
      const at = Math.round(x.at(tick)) + 0.5
      if (at < 34 || at > width - 40) continue
      context.moveTo(at, height)
      context.lineTo(at, height - 6)
      context.fillText(plain(tick), at, height - 15)
    }
    context.textAlign = 'right'
    context.fillText(across, width - 10, height - 15)
    context.stroke()
  }
}
