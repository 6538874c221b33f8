/** One loss chart: the loss of all data by updates, rows read or time, with the goal and who crossed it when. */
import uPlot from 'uplot'
import { logChart } from '../../chart/log-chart.ts'
import { markerPath, methodNames, methods, type MethodName } from '../../method.ts'
import { significant, timeUnit } from '../../number.ts'
import type { Palette } from '../../palette.ts'
import { clockAt, clocks, clockText, findLeader, type ClockName, type Crossings, type Timing } from './clock.ts'
import { type Band, bandStep, noiseBand } from './band.ts'
import { indexAt, type RunRecord } from './record.ts'
import type { Surface } from './surface.ts'

export interface ChartRace {
  readonly surface: Surface
  readonly records: Readonly<Record<MethodName, RunRecord>>
  readonly timing: Timing
  readonly goal: number
}

/** Whether every method's update took a time that the clock could tell from none. */
function measured({ secondsAnUpdate }: Timing): boolean {
  return secondsAnUpdate !== undefined && methodNames.every((name) => secondsAnUpdate[name] > 0)
}

/** Lines are binned to so many columns; more cannot be told apart. */
const columns = 800

interface Line {
  /** Loss in each column, null where the run was not. */
  readonly losses: (number | null)[]
  /** Column of each kept point. */
  readonly column: Int32Array
  readonly crossing: number | undefined
  /** In place of the line after the goal, where that is noise. */
  readonly band: Band | undefined
}

export class LossChart {
  readonly element: HTMLElement
  readonly #clock: ClockName
  readonly #title: HTMLElement
  readonly #unit: HTMLElement
  readonly #plot: HTMLElement
  #palette: Palette
  #race: ChartRace | undefined
  #chart: uPlot | undefined
  #lines: Partial<Record<MethodName, Line>> = {}
  #x: [number, number] = [1, 10]
  #grid: number[] = []
  #updates: Readonly<Record<MethodName, number>> = { batch: 0, mini: 0, sgd: 0 }
  #shown: readonly MethodName[] = methodNames

  constructor(parent: HTMLElement, clock: ClockName, palette: Palette) {
    this.#clock = clock
    this.#palette = palette
    this.element = document.createElement('section')
    this.element.className = 'chart'
    this.element.innerHTML = `<div class="chart-head"><h2 class="chart-title"></h2><span class="unit"></span></div><div class="chart-plot" role="img"></div>`
    this.#title = this.element.querySelector('.chart-title')!
    this.#unit = this.element.querySelector('.unit')!
    this.#plot = this.element.querySelector('.chart-plot')!
    this.#title.textContent = clocks[clock].title
    parent.append(this.element)
  }

  set palette(palette: Palette) {
    this.#palette = palette
    this.#lay()
  }

  show(race: ChartRace): void {
    this.#race = race
    this.#lay()
  }

  /** Bins the whole runs once; a moment only masks what is still to come. */
  #lay(): void {
    const race = this.#race
    this.#chart?.destroy()
    this.#chart = undefined
    if (!race || (this.#clock === 'time' && !measured(race.timing))) return
    const records = Object.values(race.records)
    const last = Math.max(...records.map((record) => clockAt(this.#clock, record, record.updates, race.timing)))
    const first = Math.min(...records.map((record) => clockAt(this.#clock, record, 1, race.timing)))
    this.#x = this.#clock === 'time' ? [first * 0.6, last * 1.15] : [1, Math.max(10, last)]
    const span = Math.log(this.#x[1] / this.#x[0])
    this.#grid = Array.from({ length: columns + 1 }, (_, column) => this.#x[0] * Math.exp((span * column) / columns))
    let [lowest, highest] = [race.surface.least.loss, race.goal]
    for (const name of methodNames) {
      this.#lines[name] = this.#bin(race, race.records[name])
      for (const loss of this.#lines[name].losses) if (loss !== null) highest = Math.max(highest, loss)
    }
    const top = Math.min(highest, race.surface.loss(race.records.batch.w[0], race.records.batch.b[0]) * 10)
    lowest = 10 ** Math.floor(Math.log10(lowest))
    const unit = this.#clock === 'time' ? timeUnit(this.#x[1] / 20).unit : ''
    this.#unit.textContent =
      this.#clock === 'time' ? `${unit} on this device` : this.#clock === 'rows' ? 'rows read' : 'updates'
    this.#chart = logChart({
      parent: this.#plot,
      palette: this.#palette,
      series: methodNames.map((name) => ({ colour: this.#palette.line[name], ...methods[name].chart })),
      x: this.#x,
      y: [lowest, top * 1.6],
      unit: this.#clock === 'time' ? timeUnit(this.#x[1] / 20).size : 1,
      overlay: (chart, context, density) => this.#overlay(chart, context, density),
    })
    this.draw(this.#updates, this.#shown)
  }

  #bin({ surface, timing, goal }: ChartRace, record: RunRecord): Line {
    const losses: (number | null)[] = Array.from({ length: columns + 1 }, () => null)
    const column = new Int32Array(record.steps.length)
    const span = Math.log(this.#x[1] / this.#x[0])
    const all = record.w.map((w, index) => surface.loss(w, record.b[index]))
    let crossed = record.steps.length
    for (let index = 1; index < record.steps.length; index++) {
      const at = clockAt(this.#clock, record, record.steps[index], timing)
      column[index] = Math.round((Math.log(at / this.#x[0]) / span) * columns)
      if (all[index] <= goal) crossed = Math.min(crossed, index)
    }
    const band = noiseBand(column, all, crossed)
    const last = band ? crossed : record.steps.length - 1
    for (let index = 1; index <= last; index++) if (Number.isFinite(all[index])) losses[column[index]] = all[index]
    const crossing =
      crossed < record.steps.length ? clockAt(this.#clock, record, record.steps[crossed], timing) : undefined
    return { losses, column, crossing, band }
  }

  draw(updates: Readonly<Record<MethodName, number>>, shown: readonly MethodName[]): void {
    this.#updates = updates
    this.#shown = shown
    const [race, chart] = [this.#race, this.#chart]
    if (!race || !chart) return
    const data = methodNames.map((name) => {
      const { losses, column } = this.#lines[name]!
      const upTo = updates[name] === 0 ? -1 : column[indexAt(race.records[name], updates[name])]
      return shown.includes(name) ? losses.map((loss, at) => (at <= upTo ? loss : null)) : losses.map(() => null)
    })
    chart.setData([this.#grid, ...data], true)
    this.#say(race)
  }

  /** What has been crossed so far, by this clock. */
  #crossings({ records, timing }: ChartRace): Crossings {
    const reached = (name: MethodName): number | undefined => {
      const crossing = this.#lines[name]?.crossing
      const now = clockAt(this.#clock, records[name], this.#updates[name], timing)
      return crossing !== undefined && crossing <= now ? crossing : undefined
    }
    return { batch: reached('batch'), mini: reached('mini'), sgd: reached('sgd') }
  }

  #say(race: ChartRace): void {
    const now = (name: MethodName): number =>
      this.#updates[name] >= race.records[name].updates
        ? Number.POSITIVE_INFINITY
        : clockAt(this.#clock, race.records[name], this.#updates[name], race.timing)
    const finding = findLeader(this.#crossings(race), { batch: now('batch'), mini: now('mini'), sgd: now('sgd') })
    const { title } = clocks[this.#clock]
    const end = !finding
      ? ''
      : finding.kind === 'tie'
        ? ': a tie'
        : `: <span class="is-${finding.name}">${methods[finding.name].title} leads</span>`
    const html = `${title}${end}`
    if (this.#title.innerHTML !== html) {
      this.#title.innerHTML = html
      this.#plot.setAttribute('aria-label', this.#title.textContent ?? title)
    }
  }

  #overlay(chart: uPlot, context: CanvasRenderingContext2D, density: number): void {
    const race = this.#race
    if (!race) return
    const { left, top, width, height } = chart.bbox
    const place = (x: number, loss: number): [number, number] => [
      chart.valToPos(x, 'x', true),
      chart.valToPos(loss, 'y', true),
    ]
    context.save()
    const goalAt = place(this.#x[0], race.goal)[1]
    context.lineWidth = density
    context.strokeStyle = this.#palette.ink3
    context.setLineDash([2 * density, 3 * density])
    context.beginPath()
    context.moveTo(left, goalAt)
    context.lineTo(left + width, goalAt)
    context.stroke()
    context.setLineDash([])
    context.font = `${12 * density}px "Source Sans 3"`
    context.textBaseline = 'bottom'
    context.textAlign = 'left'
    if (this.#clock === 'updates') {
      const text = `goal ${significant(race.goal, 1)}`
      context.strokeStyle = this.#palette.paper
      context.lineWidth = 4 * density
      context.strokeText(text, left + 6 * density, goalAt - 1 * density)
      context.fillStyle = this.#palette.ink3
      context.fillText(text, left + 6 * density, goalAt - 1 * density)
    }
    for (const name of methodNames) if (this.#shown.includes(name)) this.#band(chart, context, name, race)
    this.#flags(chart, context, density, race)
    for (const name of methodNames) {
      if (!this.#shown.includes(name) || this.#updates[name] === 0) continue
      const record = race.records[name]
      const index = indexAt(record, this.#updates[name])
      const loss = race.surface.loss(record.w[index], record.b[index])
      const [x, y] = place(clockAt(this.#clock, record, record.steps[index], race.timing), loss)
      if (y < top || y > top + height + 4) continue
      this.#mark(context, name, x, y, 7 * density, density)
    }
    context.restore()
  }

  #band(chart: uPlot, context: CanvasRenderingContext2D, name: MethodName, { records }: ChartRace): void {
    const { band, column } = this.#lines[name]!
    if (!band) return
    const now = column[indexAt(records[name], this.#updates[name])]
    const shown = band.columns.filter((end) => end - bandStep <= now).length
    const x = (at: number): number => chart.valToPos(this.#grid[Math.min(columns, at)], 'x', true)
    const y = (loss: number): number =>
      Math.min(chart.bbox.top + chart.bbox.height, Math.max(chart.bbox.top, chart.valToPos(loss, 'y', true)))
    context.beginPath()
    for (let index = 0; index < shown; index++) {
      const from = x(index === 0 ? band.columns[0] - bandStep : band.columns[index - 1])
      context.rect(
        from,
        y(band.high[index]),
        x(Math.min(now, band.columns[index])) - from,
        y(band.low[index]) - y(band.high[index]),
      )
    }
    context.fillStyle = this.#palette.line[name]
    context.globalAlpha = 0.35
    context.fill()
    context.globalAlpha = 1
  }

  /** A flag where each crossed the goal, the numbers to the side where there is room. */
  #flags(chart: uPlot, context: CanvasRenderingContext2D, density: number, race: ChartRace): void {
    const crossings = this.#crossings(race)
    const flags = methodNames
      .flatMap((name) =>
        crossings[name] === undefined || !this.#shown.includes(name) ? [] : [{ name, at: crossings[name] }],
      )
      .toSorted((a, b) => a.at - b.at)
    const goalAt = chart.valToPos(race.goal, 'y', true)
    const { left, top, width } = chart.bbox
    context.font = `600 ${12 * density}px "Source Sans 3"`
    context.textBaseline = 'middle'
    let taken = left
    flags.forEach(({ name, at }, order) => {
      const x = chart.valToPos(at, 'x', true)
      const text = clockText(this.#clock, at)
      const wide = context.measureText(text).width + 6 * density
      const next = flags[order + 1]
      const nextAt = next ? chart.valToPos(next.at, 'x', true) : left + width + 6 * density
      const toRight = nextAt - x > wide + 4 * density
      const toLeft = x - taken > wide
      context.strokeStyle = this.#palette.line[name]
      context.lineWidth = 1.5 * density
      context.beginPath()
      context.moveTo(x, top - 20 * density)
      context.lineTo(x, goalAt)
      context.stroke()
      this.#mark(context, name, x, goalAt, 4.5 * density, density)
      taken = x
      if (!toRight && !toLeft) return
      const right = toRight && !(toLeft && next && nextAt - x < 60 * density)
      context.fillStyle = this.#palette.text[name]
      context.textAlign = right ? 'left' : 'right'
      context.fillText(text, x + (right ? 5 : -5) * density, top - 14 * density)
      if (right) taken = x + wide
    })
  }

  #mark(
    context: CanvasRenderingContext2D,
    name: MethodName,
    x: number,
    y: number,
    size: number,
    density: number,
  ): void {
    const shape = markerPath(methods[name].marker, x, y, size)
    context.strokeStyle = this.#palette.paper
    context.lineWidth = 2 * density
    context.stroke(shape)
    context.fillStyle = this.#palette.line[name]
    context.fill(shape)
  }
}
