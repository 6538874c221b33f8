/** The pad: strokes by mouse, finger, pen, or the keyboard's arrows with Space as the pen. */
import { fitSheet, onResize } from '../../../canvas.ts'
import type { Palette } from '../../../palette.ts'
import { boxSize, cellsAcross } from './bitmap.ts'
import type { Point, Stroke } from './stroke.ts'

/** Width of the line on the pad, and of its keyboard steps, as shares of the pad. */
const penWidth = 0.11
const step = 1 / boxSize
/** Steps with Shift. */
const leap = 4
/** Points closer than this share of the pad are one. */
const apart = 0.004

const directions: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

/** Everything is in shares of the pad, so that it may change its size. */
export class Pad {
  readonly #element: HTMLElement
  readonly #canvas: HTMLCanvasElement
  readonly #changed: (strokes: readonly Stroke[]) => void
  readonly #say: (sentence: string) => void
  #palette: Palette
  #strokes: Point[][] = []
  /** Where the keyboard stands, once it has been used, and whether its pen is down. */
  #cursor: Point | undefined
  #penDown = false
  #frame = 0

  constructor(element: HTMLElement, palette: Palette, { changed, say }: { changed: (strokes: readonly Stroke[]) => void; say: (sentence: string) => void }) {
    this.#element = element
    this.#canvas = element.querySelector('canvas')!
    this.#palette = palette
    this.#changed = changed
    this.#say = say
    element.addEventListener('pointerdown', this.#press)
    element.addEventListener('pointermove', this.#move)
    element.addEventListener('keydown', this.#key)
    element.addEventListener('blur', () => this.#lift())
    onResize(element, () => this.#draw())
  }

  set palette(palette: Palette) {
    this.#palette = palette
    this.#draw()
  }

  get isEmpty(): boolean {
    return this.#strokes.length === 0
  }

  clear(): void {
    this.#strokes = []
    this.#penDown = false
    this.#tell()
  }

  undo(): void {
    this.#strokes.pop()
    this.#penDown = false
    this.#tell()
  }

  readonly #press = (event: PointerEvent): void => {
    if (event.button !== 0) return
    this.#element.setPointerCapture(event.pointerId)
    this.#cursor = undefined
    this.#penDown = false
    this.#strokes.push([this.#place(event)])
    this.#tell()
  }

  readonly #move = (event: PointerEvent): void => {
    const stroke = this.#strokes.at(-1)
    if (!stroke || !this.#element.hasPointerCapture(event.pointerId)) return
    const moves = event.getCoalescedEvents()
    for (const each of moves.length > 0 ? moves : [event]) {
      const point = this.#place(each)
      const last = stroke[stroke.length - 1]
      if (Math.hypot(point.x - last.x, point.y - last.y) >= apart) stroke.push(point)
    }
    this.#tell()
  }

  #place({ clientX, clientY }: MouseEvent): Point {
    const { left, top, width, height } = this.#canvas.getBoundingClientRect()
    const inside = (share: number): number => Math.min(1, Math.max(0, share))
    return { x: inside((clientX - left) / width), y: inside((clientY - top) / height) }
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    const direction = directions[event.key]
    if (direction) this.#walk(direction, event.shiftKey ? leap : 1)
    else if (event.key === ' ') this.#togglePen()
    else if (event.key === 'Escape') {
      this.clear()
      this.#say('Cleared.')
    } else return
    event.preventDefault()
  }

  #walk({ x, y }: Point, steps: number): void {
    const from = this.#cursor ?? { x: 0.5, y: 0.5 }
    const bounded = (value: number): number => Math.min(1 - step, Math.max(step, value))
    this.#cursor = { x: bounded(from.x + x * steps * step), y: bounded(from.y + y * steps * step) }
    if (this.#penDown) this.#strokes.at(-1)?.push(this.#cursor)
    this.#tell()
  }

  #togglePen(): void {
    this.#cursor ??= { x: 0.5, y: 0.5 }
    this.#penDown = !this.#penDown
    if (this.#penDown) this.#strokes.push([this.#cursor])
    this.#say(this.#penDown ? 'Pen down: arrows draw.' : 'Pen up: arrows move.')
    this.#tell()
  }

  #lift(): void {
    this.#penDown = false
    this.#cursor = undefined
    this.#draw()
  }

  #tell(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = requestAnimationFrame(() => this.#draw())
    this.#changed(this.#strokes)
  }

  #draw(): void {
    if (this.#canvas.clientWidth === 0) return
    const { context, width: size } = fitSheet(this.#canvas)
    context.strokeStyle = this.#palette.hair
    context.lineWidth = 1
    context.beginPath()
    for (let line = 1; line < cellsAcross; line++) {
      const at = Math.round((line * size) / cellsAcross) + 0.5
      context.moveTo(at, 0)
      context.lineTo(at, size)
      context.moveTo(0, at)
      context.lineTo(size, at)
    }
    context.stroke()
    context.strokeStyle = this.#palette.ink
    context.lineWidth = penWidth * size
    context.lineCap = 'round'
    context.lineJoin = 'round'
    for (const stroke of this.#strokes) {
      context.beginPath()
      for (const { x, y } of stroke) context.lineTo(x * size, y * size)
      if (stroke.length === 1) context.lineTo(stroke[0].x * size, stroke[0].y * size)
      context.stroke()
    }
    this.#drawCursor(context, size)
  }

  /** A ring where the keyboard stands, filled while its pen is down. */
  #drawCursor(context: CanvasRenderingContext2D, size: number): void {
    if (!this.#cursor) return
    context.beginPath()
    context.arc(this.#cursor.x * size, this.#cursor.y * size, 8, 0, 2 * Math.PI)
    context.lineWidth = 5
    context.strokeStyle = this.#palette.raise
    context.stroke()
    context.lineWidth = 2.5
    context.strokeStyle = this.#palette.line.mini
    context.stroke()
    if (!this.#penDown) return
    context.fillStyle = this.#palette.line.mini
    context.fill()
  }
}
