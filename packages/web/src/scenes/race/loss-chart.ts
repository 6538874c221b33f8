/** One loss chart: the loss of all data by updates, rows read or time, with the goal and who crossed it when. */
import type { LogChart } from '../../chart/log-chart.ts'
import { PlotTable } from '../../chart/plot-table.ts'
import { methodNames, methods, type MethodName } from '../../method.ts'
import { significant, timeUnit } from '../../number.ts'
import type { Palette } from '../../palette.ts'
import { type Drawing, drawBand, drawFlags, drawGoal, drawMark, type Flag } from './chart-overlay.ts'
import { lossNumbers } from './chart-table.ts'
import { clockAt, type ClockName, clockText, type Crossings, type Finding, findLeader, measured } from './clock.ts'
import { type Goal, titleOf } from './goal.ts'
import { type ChartRace, columns, heightOf, type LossLine, lossLine } from './loss-line.ts'
import type { EachMethod } from './moment.ts'
import { indexAt } from './record.ts'

export class LossChart {
  readonly element: HTMLElement
  readonly #clock: ClockName
  readonly #title: HTMLElement
  readonly #unit: HTMLElement
  readonly #plot: HTMLElement
  readonly #table: PlotTable
  #palette: Palette
  #race: ChartRace | undefined
  #charts: typeof LogChart | undefined
  /** Made once for a theme; none while there is nothing to show, or nothing to show it with. */
  #chart: LogChart | undefined
  #lines: Partial<Record<MethodName, LossLine>> = {}
  #x: [number, number] = [1, 10]
  #grid: number[] = []
  #updates: EachMethod<number> = { batch: 0, mini: 0, sgd: 0 }
  #shown: readonly MethodName[] = methodNames
  /** The title as it was written last. */
  #said = ''

  constructor(parent: HTMLElement, clock: ClockName, palette: Palette) {
    this.#clock = clock
    this.#palette = palette
    this.element = document.createElement('section')
    this.element.className = 'chart'
    this.element.dataset['clock'] = clock
    this.element.innerHTML = `<div class="chart-head">
        <h2 class="chart-title"></h2>
        <span class="unit"></span>
        <button class="button bare table-button" type="button" aria-pressed="false" title="Show as table"><svg width="16" height="16" viewBox="0 0 16 16" stroke-width="1.3" aria-hidden="true"><path d="M2 3h12v10H2zM2 6.300h12M2 9.600h12M6.500 3v10" /></svg><span class="visually-hidden">Show as table</span></button>
      </div>
      <div class="chart-plot" role="img"></div><div class="chart-table" tabindex="0" role="region" hidden></div>`
    const find = <T extends HTMLElement>(selector: string): T => this.element.querySelector<T>(selector)!
    this.#title = find('.chart-title')
    this.#unit = find('.unit')
    this.#plot = find('.chart-plot')
    this.#table = new PlotTable(this.element)
    parent.append(this.element)
  }

  set palette(palette: Palette) {
    this.#palette = palette
    this.#clear()
    this.#lay()
  }

  /** What draws it has come: until then there are only its words. */
  set charts(charts: typeof LogChart) {
    this.#charts = charts
    this.#lay()
  }

  show(race: ChartRace): void {
    this.#race = race
    this.#lay()
  }

  /** From the chart to the table of its numbers, and back. */
  switchTable(): void {
    this.#table.switch()
  }

  /** Bins the whole runs once; a moment only masks what is still to come. */
  #lay(): void {
    const race = this.#race
    if (!race) return
    if (this.#clock === 'time' && !measured(race.timing)) {
      this.#write(titleOf(this.#clock, race.goal))
      return this.#clear()
    }
    const records = Object.values(race.records)
    const last = Math.max(...records.map((record) => clockAt(this.#clock, record, record.updates, race.timing)))
    const first = Math.min(...records.map((record) => clockAt(this.#clock, record, 1, race.timing)))
    this.#x = this.#clock === 'time' ? [first * 0.6, last * 1.15] : [1, Math.max(10, last)]
    const span = Math.log(this.#x[1] / this.#x[0])
    this.#grid = Array.from({ length: columns + 1 }, (_, column) => this.#x[0] * Math.exp((span * column) / columns))
    const axis = { clock: this.#clock, x: this.#x }
    for (const name of methodNames) this.#lines[name] = lossLine(race, race.records[name], axis)
    const { unit, size } = this.#clock === 'time' ? timeUnit(this.#x[1] / 20) : { unit: this.#clock === 'rows' ? 'rows read' : 'updates', size: 1 }
    this.#unit.textContent = this.#clock === 'time' ? `${unit} on this device` : unit
    if (this.#charts) this.#chart ??= this.#make(this.#charts)
    if (this.#chart) this.#chart.axes = { x: this.#x, y: this.#heights(race), unit: size }
  }

  #make(Chart: typeof LogChart): LogChart {
    return new Chart({
      parent: this.#plot,
      palette: this.#palette,
      series: methodNames.map((name) => ({ colour: this.#palette.line[name], ...methods[name].chart })),
      overlay: (chart, context, density) => this.#overlay({ chart, context, density, palette: this.#palette }),
    })
  }

  #clear(): void {
    this.#chart?.destroy()
    this.#chart = undefined
  }

  /** The y axis: from below the goal to above the start, whatever a run that flew away came to. */
  #heights({ surface, records, goal }: ChartRace): [number, number] {
    const target = heightOf(goal.loss, goal)
    let highest = target
    for (const { heights } of Object.values(this.#lines)) {
      for (const height of heights) if (height !== null) highest = Math.max(highest, height)
    }
    const start = heightOf(surface.loss(records.batch.w[0], records.batch.b[0]), goal)
    const lowest = goal.floor > 0 ? target / 2 : surface.least.loss
    return [10 ** Math.floor(Math.log10(lowest)), Math.min(highest, Math.max(start, target) * 10) * 1.6]
  }

  draw(updates: EachMethod<number>, shown: readonly MethodName[]): void {
    this.#updates = updates
    this.#shown = shown
    const race = this.#race
    if (!race || (this.#clock === 'time' && !measured(race.timing))) return
    this.#chart?.draw([this.#grid, ...methodNames.map((name) => this.#heightsOf(name, race))])
    this.#say(race)
    this.#table.show(() => lossNumbers(race, this.#clock, updates))
  }

  /** A method's line as far as it has come, if it is shown. */
  #heightsOf(name: MethodName, { records }: ChartRace): (number | null)[] {
    const { heights, column } = this.#lines[name]!
    const updates = this.#updates[name]
    const upTo = updates > 0 && this.#shown.includes(name) ? column[indexAt(records[name], updates)] : -1
    return heights.map((height, at) => (at <= upTo ? height : null))
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
    this.#write(`${titleOf(this.#clock, race.goal)}${findingHtml(finding, race.goal)}`)
  }

  /** The title, which is what the chart is called too. */
  #write(html: string): void {
    if (this.#said === html) return
    this.#said = html
    this.#title.innerHTML = html
    for (const part of this.element.querySelectorAll('.chart-plot, .chart-table'))
      part.setAttribute('aria-label', this.#title.textContent ?? '')
  }

  #overlay(drawing: Drawing): void {
    const race = this.#race
    if (!race) return
    const { chart, context, density } = drawing
    const { records, goal } = race
    const target = heightOf(goal.loss, goal)
    const words = goal.floor > 0 ? 'goal' : `goal ${significant(goal.loss, 1)}`
    context.save()
    drawGoal(drawing, target, this.#clock === 'updates' ? words : '')
    for (const name of this.#shown) {
      const { band, column } = this.#lines[name]!
      const now = column[indexAt(records[name], this.#updates[name])]
      if (band) drawBand(drawing, name, band, now, (at) => this.#grid[Math.min(columns, at)])
    }
    drawFlags(drawing, this.#flags(race), target)
    for (const name of this.#shown) {
      const record = records[name]
      const index = indexAt(record, this.#updates[name])
      if (this.#updates[name] === 0 || (this.#lines[name]!.band && goal.floor > 0)) continue
      const height = heightOf(race.surface.loss(record.w[index], record.b[index]), goal)
      const x = chart.valToPos(clockAt(this.#clock, record, record.steps[index], race.timing), 'x', true)
      const y = chart.valToPos(height, 'y', true)
      if (y < chart.bbox.top || y > chart.bbox.top + chart.bbox.height + 4) continue
      drawMark(drawing, name, { x, y, size: 7 * density })
    }
    context.restore()
  }

  #flags(race: ChartRace): Flag[] {
    const crossings = this.#crossings(race)
    return this.#shown
      .flatMap((name) => {
        const at = crossings[name]
        return at === undefined ? [] : [{ name, at, text: clockText(this.#clock, at) }]
      })
      .toSorted((a, b) => a.at - b.at)
  }
}

/** What the title says after its colon. */
function findingHtml(finding: Finding, { verb }: Goal): string {
  if (!finding) return ''
  if (finding.kind === 'tie') return ': a tie'
  return `: <span class="is-${finding.name}">${methods[finding.name].word} ${verb}</span>`
}
