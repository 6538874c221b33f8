/** The path of one walker over the map. Only what is new is drawn; going back draws anew. */
import { clearSheet, type Sheet } from '../../canvas.ts'
import { methods, markerPath } from '../../method.ts'
import type { Palette } from '../../palette.ts'
import type { Scale } from '../../scale.ts'
import { indexAt, type RunRecord } from './record.ts'

/** Mean px an update from which each update gets its own mark. */
const marksFrom = 12
/** Faint steps are drawn in so many layers, so that they add up where they cross: more could not be told apart. */
const layers = 24

export class WalkedPath {
  readonly sheet: Sheet
  readonly #record: RunRecord
  readonly #x: Scale
  readonly #y: Scale
  readonly #palette: Palette
  readonly #few: boolean
  readonly #arrival: number
  #drawn = 0

  constructor(sheet: Sheet, record: RunRecord, place: { x: Scale; y: Scale; arrival: number }, palette: Palette) {
    this.sheet = sheet
    this.#record = record
    this.#x = place.x
    this.#y = place.y
    this.#palette = palette
    this.#few = record.updates > 0 && this.#pixels() / record.updates > marksFrom
    this.#arrival = this.#few || record.method === 'batch' ? record.w.length : place.arrival
    clearSheet(sheet)
  }

  /** Where the walker stands at a kept point, in px. */
  at(index: number): [number, number] {
    return [this.#x.at(this.#record.w[index]), this.#y.at(this.#record.b[index])]
  }

  /** Draws the path up to an update and gives the index of its last point. */
  draw(update: number): number {
    const index = indexAt(this.#record, update)
    if (index < this.#drawn) {
      clearSheet(this.sheet)
      this.#drawn = 0
    }
    const turn = Math.min(index, Math.max(this.#drawn, this.#arrival))
    if (turn > this.#drawn) this.#extend(this.#drawn, turn)
    if (index > turn) this.#wander(turn, index)
    this.#drawn = index
    return index
  }

  /** Around the least a walker's steps hide the map: they are drawn faint. */
  #wander(from: number, to: number): void {
    const { context } = this.sheet
    const { path, name } = methods[this.#record.method]
    context.strokeStyle = this.#palette.line[name]
    context.globalAlpha = 0.3
    context.lineWidth = Math.min(1.2, path.fewWidth)
    for (let layer = 0; layer < Math.min(layers, to - from); layer++) {
      context.beginPath()
      for (let index = from + layer; index < to; index += layers) {
        context.moveTo(...this.at(index))
        context.lineTo(...this.at(index + 1))
      }
      context.stroke()
    }
    context.globalAlpha = 1
  }

  #extend(from: number, to: number): void {
    const { context } = this.sheet
    const { path, name } = methods[this.#record.method]
    const width = this.#few ? path.fewWidth : path.width
    const line = new Path2D()
    line.moveTo(...this.at(from))
    for (let index = from + 1; index <= to; index++) line.lineTo(...this.at(index))
    context.lineJoin = 'round'
    context.lineCap = 'round'
    context.strokeStyle = this.#palette.line[name]
    context.lineWidth = width
    context.stroke(line)
    if (this.#few || name === 'batch') this.#marks(from, to)
    // The casing goes under everything of this path that is there already.
    context.globalCompositeOperation = 'destination-over'
    context.strokeStyle = this.#palette.casing
    context.lineWidth = width + 2
    context.stroke(line)
    context.globalCompositeOperation = 'source-over'
  }

  #marks(from: number, to: number): void {
    const { context } = this.sheet
    const { name, marker, path } = methods[this.#record.method]
    if (name === 'sgd') return
    for (let index = from + 1; index <= to; index++) {
      const [x, y] = this.at(index)
      if (this.#few) {
        const shape = markerPath(marker, x, y, name === 'batch' ? 7 : 5)
        context.strokeStyle = this.#palette.casing
        context.lineWidth = 2
        context.stroke(shape)
        context.fillStyle = this.#palette.line[name]
        context.fill(shape)
      } else {
        const [px, py] = this.at(index - 1)
        const length = Math.hypot(x - px, y - py) || 1
        const [nx, ny] = [((py - y) / length) * (path.width / 2), ((x - px) / length) * (path.width / 2)]
        context.strokeStyle = this.#palette.casing
        context.lineWidth = 0.8
        context.beginPath()
        context.moveTo(x - nx, y - ny)
        context.lineTo(x + nx, y + ny)
        context.stroke()
      }
    }
  }

  #pixels(): number {
    let length = 0
    for (let index = 1; index < this.#record.w.length; index++) {
      const [x, y] = this.at(index)
      const [px, py] = this.at(index - 1)
      length += Math.hypot(x - px, y - py)
    }
    return length
  }
}
