/** The scrubber: every update a tick, a line a method, along the clock on a log axis; the slider over it is native. */
import { clearSheet, fitSheet, onResize, type Sheet } from '../../canvas.ts'
import { methodNames, methods } from '../../method.ts'
import { counted, duration, whole } from '../../number.ts'
import type { Palette } from '../../palette.ts'
import { type Clock, measured, placeOf } from './clock.ts'
import type { Moment } from './moment.ts'
import type { RaceRun } from './runner.ts'

/** Steps of the slider. */
const resolution = 1000
/** Where the slider's line begins and ends inside the canvas, in px. */
const inset = 8

export class Scrubber {
  readonly #canvas: HTMLCanvasElement
  readonly #input: HTMLInputElement
  #sheet: Sheet | undefined
  #run: RaceRun | undefined
  #clock: Clock = { name: 'rows' }
  #palette: Palette
  #moment: Moment | undefined
  #ticks: HTMLCanvasElement | undefined

  constructor(element: HTMLElement, palette: Palette, seek: (rows: number) => void) {
    this.#canvas = element.querySelector('canvas')!
    this.#input = element.querySelector('input')!
    this.#palette = palette
    this.#input.max = String(resolution)
    this.#input.addEventListener('input', () => seek(this.#placeAt(this.#input.valueAsNumber)))
    onResize(element, () => {
      this.#lay()
      if (this.#moment) this.draw(this.#moment)
    })
  }

  set palette(palette: Palette) {
    this.#palette = palette
    this.#lay()
  }

  get #total(): number {
    const record = this.#run?.records.sgd
    return record ? record.rows * record.epochs : 1
  }

  #placeAt(value: number): number {
    return value === 0 ? 0 : Math.round(this.#total ** (value / resolution))
  }

  /** Share of the line at a place; the start and row 1 are one. */
  #share(place: number): number {
    return place <= 1 ? 0 : Math.log(place) / Math.log(this.#total)
  }

  #x(place: number, width: number): number {
    return inset + this.#share(place) * (width - inset - 24)
  }

  /** Draws ticks once; a moment only fades what is still to come. */
  #lay(): void {
    const records = this.#run?.records
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
        const x = this.#x(placeOf(this.#clock, records[name], update), width)
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
    const taken: [number, number][] = []
    for (const { place, text, align } of this.#texts()) {
      const wide = context.measureText(text).width
      const x = this.#x(place, width) - (align === 'center' ? wide / 2 : align === 'right' ? wide : 0)
      if (taken.some(([from, to]) => x < to + 10 && x + wide > from - 10)) continue
      taken.push([x, x + wide])
      context.textAlign = 'left'
      context.fillText(text, x, height - 3)
    }
  }

  /** What is written under the line, the most wanted first. */
  #texts(): { place: number; text: string; align: CanvasTextAlign }[] {
    const { rows: n, epochs } = this.#run!.records.sgd
    const [total, clock] = [this.#total, this.#clock]
    const between = [10, 100, 1000, 10_000, 100_000].filter((place) => place < total)
    if (clock.name === 'time' && measured(clock)) {
      const text = (place: number): string => duration(place * clock.secondsAnUpdate!.sgd)
      return [
        { place: 1, text: text(1), align: 'left' },
        { place: total, text: text(total), align: 'right' },
        ...between.map((place) => ({ place, text: text(place), align: 'center' as const })),
      ]
    }
    if (clock.name === 'updates')
      return [
        { place: 1, text: 'update 1', align: 'left' },
        { place: total, text: whole(total), align: 'right' },
        ...between.map((place) => ({ place, text: whole(place), align: 'center' as const })),
      ]
    return [
      { place: 1, text: 'row 1', align: 'left' },
      { place: total, text: counted(epochs, 'epoch'), align: 'right' },
      ...(epochs > 1 ? [{ place: n, text: '1 epoch', align: 'center' as const }] : []),
      ...between.filter((place) => place < n).map((place) => ({ place, text: whole(place), align: 'center' as const })),
      ...[5, 20, 100]
        .filter((epoch) => epoch < epochs)
        .map((epoch) => ({ place: n * epoch, text: whole(epoch), align: 'center' as const })),
    ]
  }

  draw(moment: Moment): void {
    const { run, clock, place, updates } = moment
    const same = this.#run !== undefined && ticksOf(this.#run, this.#clock) === ticksOf(run, clock)
    this.#moment = moment
    this.#run = run
    this.#clock = clock
    if (!same) this.#lay()
    const [sheet, ticks] = [this.#sheet, this.#ticks]
    if (!sheet || !ticks) return
    clearSheet(sheet)
    const { context, width, height, density } = sheet
    const x = this.#x(place, width)
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
    this.#input.value = String(Math.round(this.#share(place) * resolution))
    const each = methodNames.map((name) => `${methods[name].word} ${whole(updates[name])}`).join(', ')
    this.#input.setAttribute('aria-valuetext', `${clockWords(clock, place)}: ${each} updates`)
  }
}

/** What the ticks depend on: another start or rate takes as many updates. */
function ticksOf({ records }: RaceRun, clock: Clock): string {
  const each = methodNames.map((name) => [records[name].batchSize, records[name].updates, records[name].epochs])
  return JSON.stringify([clock, each])
}

/** What the clock shows, in words. */
function clockWords(clock: Clock, place: number): string {
  if (clock.name === 'updates') return counted(place, 'update')
  if (clock.name === 'time' && measured(clock)) return duration(place * clock.secondsAnUpdate!.sgd)
  return `${counted(place, 'row')} read`
}
