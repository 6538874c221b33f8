/** The scrubber: every update a tick, a row a method, log rows along; the slider over it is native. */
import { clearSheet, fitSheet, onResize, type Sheet } from '../../canvas.ts'
import { methodNames, type MethodName } from '../../method.ts'
import { counted, whole } from '../../number.ts'
import type { Palette } from '../../palette.ts'
import { rowsAfter, updatesAfter, type RunRecord } from './record.ts'

/** Steps of the slider. */
const resolution = 1000
/** Where the slider's line begins and ends inside the canvas, in px. */
const inset = 8

export class Scrubber {
  readonly #canvas: HTMLCanvasElement
  readonly #input: HTMLInputElement
  #sheet: Sheet | undefined
  #records: Readonly<Record<MethodName, RunRecord>> | undefined
  #palette: Palette
  #rows = 0
  #ticks: HTMLCanvasElement | undefined

  constructor(element: HTMLElement, palette: Palette, seek: (rows: number) => void) {
    this.#canvas = element.querySelector('canvas')!
    this.#input = element.querySelector('input')!
    this.#palette = palette
    this.#input.max = String(resolution)
    this.#input.addEventListener('input', () => seek(this.#rowsAt(this.#input.valueAsNumber)))
    onResize(element, () => {
      this.#lay()
      this.draw(this.#rows)
    })
  }

  set palette(palette: Palette) {
    this.#palette = palette
    this.#lay()
  }

  show(records: Readonly<Record<MethodName, RunRecord>>): void {
    this.#records = records
    this.#lay()
  }

  get #total(): number {
    const record = this.#records?.sgd
    return record ? record.rows * record.epochs : 1
  }

  #rowsAt(value: number): number {
    return value === 0 ? 0 : Math.round(this.#total ** (value / resolution))
  }

  /** Share of the line at a number of rows; the start and row 1 are one place. */
  #share(rows: number): number {
    return rows <= 1 ? 0 : Math.log(rows) / Math.log(this.#total)
  }

  #x(rows: number, width: number): number {
    return inset + this.#share(rows) * (width - inset - 24)
  }

  /** Draws ticks once; a moment only fades what is still to come. */
  #lay(): void {
    const records = this.#records
    if (!records || this.#canvas.clientWidth === 0) return
    this.#sheet = fitSheet(this.#canvas)
    const { width, height, density } = this.#sheet
    this.#ticks = document.createElement('canvas')
    this.#ticks.width = this.#canvas.width
    this.#ticks.height = this.#canvas.height
    const context = this.#ticks.getContext('2d')!
    context.scale(density, density)
    methodNames.forEach((name, line) => {
      context.fillStyle = this.#palette.line[name]
      let before = -1
      for (let update = 1; update <= records[name].updates; update++) {
        const x = this.#x(rowsAfter(records[name], update), width)
        if (x - before < 0.6) continue
        context.fillRect(x - 0.5, 4 + line * 9, x - before < 2 ? 0.9 : 1.1, 7)
        before = x
      }
    })
    context.font = '11px "Source Sans 3"'
    context.fillStyle = this.#palette.ink3
    context.textBaseline = 'alphabetic'
    this.#labels(context, width, height)
  }

  #labels(context: CanvasRenderingContext2D, width: number, height: number): void {
    const { rows: n, epochs } = this.#records!.sgd
    const texts: { rows: number; text: string; align: CanvasTextAlign }[] = [{ rows: 1, text: 'row 1', align: 'left' }]
    texts.push({ rows: n * epochs, text: counted(epochs, 'epoch'), align: 'right' })
    if (epochs > 1) texts.push({ rows: n, text: '1 epoch', align: 'center' })
    for (const rows of [10, 100, 1000, 10_000]) if (rows < n) texts.push({ rows, text: whole(rows), align: 'center' })
    for (const epoch of [5, 20, 100])
      if (epoch < epochs) texts.push({ rows: n * epoch, text: whole(epoch), align: 'center' })
    const taken: [number, number][] = []
    for (const { rows, text, align } of texts) {
      const wide = context.measureText(text).width
      const x = this.#x(rows, width) - (align === 'center' ? wide / 2 : align === 'right' ? wide : 0)
      if (taken.some(([from, to]) => x < to + 10 && x + wide > from - 10)) continue
      taken.push([x, x + wide])
      context.textAlign = 'left'
      context.fillText(text, x, height - 3)
    }
  }

  draw(rows: number): void {
    this.#rows = rows
    const [sheet, ticks, records] = [this.#sheet, this.#ticks, this.#records]
    if (!sheet || !ticks || !records) return
    clearSheet(sheet)
    const { context, width, height, density } = sheet
    const x = this.#x(rows, width)
    context.fillStyle = this.#palette.hair
    for (let line = 0; line < 3; line++) context.fillRect(inset, 7 + line * 9, width - inset - 24, 1)
    const cut = Math.round((x + 0.8) * density)
    context.save()
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.globalAlpha = 0.38
    context.drawImage(ticks, 0, 0)
    context.globalAlpha = 1
    if (cut > 0) context.drawImage(ticks, 0, 0, cut, 32 * density, 0, 0, cut, 32 * density)
    const foot = Math.round(31 * density)
    context.drawImage(ticks, 0, foot, ticks.width, ticks.height - foot, 0, foot, ticks.width, ticks.height - foot)
    context.restore()
    context.fillStyle = this.#palette.ink
    context.fillRect(x - 1, 1, 2, 28)
    context.beginPath()
    context.arc(x, Math.min(height - 12, 31), 5, 0, 2 * Math.PI)
    context.fillStyle = this.#palette.raise
    context.fill()
    context.lineWidth = 2
    context.strokeStyle = this.#palette.ink
    context.stroke()
    this.#input.value = String(Math.round(this.#share(rows) * resolution))
    this.#input.setAttribute(
      'aria-valuetext',
      `${counted(rows, 'row')} read, ${methodNames.map((name) => `${name === 'mini' ? 'mini-batch' : name} ${whole(updatesAfter(records[name], rows))}`).join(', ')} updates`,
    )
  }
}
