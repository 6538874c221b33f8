/** The drawings of the race: lanes, map or data, charts and scrubber, all of one run at one moment. */
import type { Palette } from '../../palette.ts'
import { methodNames, type MethodName } from '../../method.ts'
import { bearings } from './bearing.ts'
import { type ClockName, clockNames, rowsReadAt, type Timing } from './clock.ts'
import { FittedLines } from './fitted-line.ts'
import { Lane } from './lane.ts'
import { LossChart } from './loss-chart.ts'
import { LossMap } from './map.ts'
import type { BatchStep } from './batch-lens.ts'
import type { Moment } from './moment.ts'
import { gradientNoise } from './noise.ts'
import type { Outcome } from './outcome.ts'
import { lastBatch, pathLength } from './record.ts'
import type { RaceRun } from './runner.ts'
import { Scrubber } from './scrubber.ts'
import type { Points, Surface } from './surface.ts'

export interface StageEvents {
  /** A drawing has another size: all is to be drawn. */
  readonly redraw: () => void
  /** The scrubber was moved. */
  readonly seek: (place: number) => void
  /** A part of the stage could not be fetched. */
  readonly failed: (error: Error) => void
}

export class Stage {
  readonly map: LossMap
  readonly charts: Readonly<Record<ClockName, LossChart>>
  readonly #points: Points
  readonly #surface: Surface
  readonly #lanes: Readonly<Record<MethodName, Lane>>
  readonly #lines: FittedLines
  readonly #scrubber: Scrubber
  readonly #events: StageEvents
  #charting: 'no' | 'coming' | 'there' = 'no'
  /** Updates as written last: numbers change less often than places. */
  #written: Moment['updates'] = { batch: 0, mini: 0, sgd: 0 }

  constructor(root: HTMLElement, data: { points: Points; surface: Surface }, palette: Palette, events: StageEvents) {
    const find = (id: string): HTMLElement => root.querySelector<HTMLElement>(`#${id}`)!
    this.#events = events
    this.#points = data.points
    this.#surface = data.surface
    const lane = (name: MethodName): Lane => new Lane(find('lanes'), name, palette, events.redraw)
    this.#lanes = { batch: lane('batch'), mini: lane('mini'), sgd: lane('sgd') }
    this.map = new LossMap(find('map'), find('view-switch'), palette, events.redraw)
    this.#lines = new FittedLines(find('data'), palette, events.redraw)
    this.#lines.show(data.points)
    const chart = (name: ClockName): LossChart => new LossChart(find('charts'), name, palette)
    this.charts = { updates: chart('updates'), rows: chart('rows'), time: chart('time') }
    this.#scrubber = new Scrubber(find('scrubber'), palette, events.seek)
  }

  set palette(palette: Palette) {
    for (const name of methodNames) this.#lanes[name].palette = palette
    for (const drawing of [this.map, this.#lines, this.#scrubber, ...Object.values(this.charts)]) drawing.palette = palette
  }

  /** Whether all there is can be drawn. */
  get isWhole(): boolean {
    return this.#charting === 'there'
  }

  /** Fetches what draws the charts, a third of the page's script, unless it is there: a race can begin without it. */
  async #chart(): Promise<void> {
    if (this.#charting !== 'no') return
    this.#charting = 'coming'
    try {
      const { LogChart } = await import('../../chart/log-chart.ts')
      for (const chart of Object.values(this.charts)) chart.charts = LogChart
      this.#charting = 'there'
      this.#events.redraw()
    } catch {
      this.#charting = 'no'
      this.#events.failed(new Error('What draws the charts could not be fetched. All else is here.'))
    }
  }

  /** Calls back with a method when its lane is pressed. */
  onChoice(choose: (name: MethodName) => void): void {
    for (const name of methodNames) this.#lanes[name].onPress(() => choose(name))
  }

  /** Another run, goal or time of an update: what does not move is drawn. */
  show({ records }: RaceRun, { goal }: Outcome, timing: Timing): void {
    for (const name of methodNames) {
      this.#lanes[name].describe(records[name])
      this.#lanes[name].rate = timing.secondsAnUpdate?.[name]
    }
    this.map.show({ surface: this.#surface, records })
    for (const name of clockNames) this.charts[name].show({ surface: this.#surface, records, timing, goal })
    // After the first picture of the race.
    requestAnimationFrame(() => void this.#chart())
  }

  /** The batch that is looked at closely: its errors are drawn in the data. */
  set closeup(step: BatchStep | undefined) {
    this.#lines.errors = step
  }

  /** What moves at every frame, whatever is in front of it. */
  drawPlace(moment: Moment): void {
    this.#scrubber.draw(moment)
  }

  drawMap({ run, updates, index, shown }: Moment, { rate, needed }: Outcome): void {
    this.map.draw({
      updates,
      shown,
      walker: (name) => {
        const { w, b, batchSize } = run.records[name]
        const noise = gradientNoise(this.#points, { w: w[index[name]], b: b[index[name]] }, batchSize)
        // At its best rate it has nowhere else to point to once it is there.
        const arrived = rate === 'best' && updates[name] >= (needed[name] ?? Number.POSITIVE_INFINITY)
        return { name, update: this.#written[name], noise, arrived }
      },
    })
  }

  drawLines({ run, updates, index, shown }: Moment): void {
    this.#lines.draw(
      shown.map((name) => {
        const record = run.records[name]
        const lit = run.order.subarray(...lastBatch(record, updates[name]))
        return { name, w: record.w[index[name]], b: record.b[index[name]], lit }
      }),
    )
  }

  /** What may change only so often: numbers, dots, charts. */
  drawNumbers(moment: Moment): void {
    const { run, clock, place, updates, index, losses, shown } = moment
    this.#written = updates
    const all = bearings(this.#points, run, index.batch)
    for (const name of methodNames) {
      const record = run.records[name]
      const lane = this.#lanes[name]
      const rowsRead = rowsReadAt(clock, record, place)
      lane.draw({ record, order: run.order, rowsRead, update: updates[name], loss: losses[name] })
      lane.bear(all[name])
      lane.standing = shown.length === 1 ? (shown.includes(name) ? 'alone' : 'faded') : 'together'
      Object.assign(lane.element.dataset, {
        w: record.w[index[name]],
        b: record.b[index[name]],
        pathLength: pathLength(record, index[name]),
        weightsHash: record.weightsHash,
        updates: updates[name],
      })
    }
    for (const name of clockNames) this.charts[name].draw(updates, shown)
  }
}
