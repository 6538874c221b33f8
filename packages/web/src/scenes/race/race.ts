/** The race: one run of each method, replayed by rows read. This file wires record, clock and drawings together. */
import start from '../../generated/tutorial.json'
import tutorialUrl from '../../generated/tutorial.bin?url'
import { readSpeed, Transport } from '../../control/transport.ts'
import type { Opening, Scene } from '../../scene.ts'
import type { RaceState } from '../../state.ts'
import { methodNames, methods, type MethodName } from '../../method.ts'
import { plain } from '../../number.ts'
import { readPalette, type Palette } from '../../palette.ts'
import { themes } from '../../theme.ts'
import type { Question } from '../../thread.ts'
import { bearings } from './bearing.ts'
import { clockSwitch } from './clock-switch.ts'
import { clockNames, type ClockName, type Timing } from './clock.ts'
import { FittedLines } from './fitted-line.ts'
import { Lane } from './lane.ts'
import { LossChart } from './loss-chart.ts'
import { LossMap } from './map.ts'
import { announce, divergence, narrate, titleOfLine, type Standing } from './narration.ts'
import { gradientNoise } from './noise.ts'
import { Parameters } from './parameters.ts'
import { Playback } from './playback.ts'
import { indexAt, lastBatch, pathLength, rowsAfter, updatesAfter } from './record.ts'
import { type RaceRun, type RaceSource, Runner } from './runner.ts'
import { Scrubber } from './scrubber.ts'
import { goalLoss, lossSurface, type Points, type Surface } from './surface.ts'

/** Numbers and dots change at most so often while playing. */
const calm = 100

/** Fetches the opening data and gives it to the worker, to a new one again. */
export async function openRace({ root, thread, state, change, announce }: Opening<'race'>): Promise<Scene<'race'>> {
  const bytes = await (await fetch(tutorialUrl)).arrayBuffer()
  const points = { x: new Float32Array(bytes, 0, start.rows), y: new Float32Array(bytes, 4 * start.rows, start.rows) }
  const give = (): Promise<void> => thread.ask((worker) => worker.race.open(points, { w: start.w, b: start.b }))
  let given = give()
  await Promise.all([
    given,
    ...['13px "Source Sans 3"', '13px "Source Code Pro"'].map((font) => document.fonts.load(font)),
  ])
  thread.onRestart(() => {
    given = give()
    given.catch(() => undefined) // told to whoever asks for a race
  })
  const ask = async <T>(question: Question<T>): Promise<T> => {
    await given
    return thread.ask(question)
  }
  const source: RaceSource = {
    points,
    race: (options) => ask((worker) => worker.race.race(options)),
    rowOrder: (epochs, seed) => ask((worker) => worker.race.rowOrder(epochs, seed)),
    secondsAnUpdate: (options) => ask((worker) => worker.race.secondsAnUpdate(options)),
  }
  return new RaceScene(root, source, state, { change, announce })
}

class RaceScene implements Scene<'race'> {
  readonly #root: HTMLElement
  readonly #change: (part: Partial<RaceState>) => void
  readonly #announce: (sentence: string) => void
  readonly #points: Points
  readonly #runner: Runner
  readonly #surface: Surface
  readonly #goal: number
  readonly #lanes: Record<MethodName, Lane>
  readonly #map: LossMap
  readonly #lines: FittedLines
  readonly #charts: Record<ClockName, LossChart>
  readonly #scrubber: Scrubber
  readonly #transport: Transport
  readonly #parameters: Parameters
  #palette: Palette
  #state: RaceState
  #run: RaceRun | undefined
  #timing: Timing = {}
  #playback = new Playback(1, () => undefined)
  #calmAt = 0
  /** Whether the end of this run has been announced. */
  #told = false
  /** Updates as written last. */
  #written: Readonly<Record<MethodName, number>> = { batch: 0, mini: 0, sgd: 0 }

  constructor(
    root: HTMLElement,
    source: RaceSource,
    state: RaceState,
    { change, announce }: Pick<Opening<'race'>, 'change' | 'announce'>,
  ) {
    this.#root = root
    this.#change = change
    this.#announce = announce
    this.#points = source.points
    this.#runner = new Runner(source, {
      run: (run) => this.#start(run),
      order: (order) => {
        this.#run = { ...this.#run!, order }
        this.#draw(true)
      },
      timing: (timing) => this.#measured(timing),
      problem: (sentence) => this.#complain(sentence),
    })
    this.#state = state
    this.#surface = lossSurface(source.points)
    this.#goal = goalLoss(this.#surface)
    this.#palette = readPalette()
    const redraw = (): void => this.#draw(true)
    const find = (id: string): HTMLElement => root.querySelector<HTMLElement>(`#${id}`)!
    const lane = (name: MethodName): Lane => new Lane(find('lanes'), name, this.#palette, redraw)
    this.#lanes = { batch: lane('batch'), mini: lane('mini'), sgd: lane('sgd') }
    this.#map = new LossMap(find('map'), this.#palette, redraw)
    this.#lines = new FittedLines(find('data'), this.#palette, redraw)
    const chart = (name: ClockName): LossChart => new LossChart(find('charts'), name, this.#palette)
    this.#charts = { updates: chart('updates'), rows: chart('rows'), time: chart('time') }
    this.#scrubber = new Scrubber(find('scrubber'), this.#palette, (rows) => this.#playback.seek(rows))
    this.#transport = new Transport(root, {
      toggle: () => (this.#playback.playing ? this.#playback.pause() : this.#playback.play()),
      step: (direction) => this.#step(direction),
      speed: (value) => change({ speed: value as RaceState['speed'] }),
    })
    this.#parameters = new Parameters(root, change)
    this.#parameters.rows = source.points.x.length
    clockSwitch(find('clock-switch'), (clock) => change({ clock }))
    this.#lines.show(source.points)
    themes.addEventListener('themechange', () => this.#repaint())
  }

  /** Takes a new state; runs again only if a parameter of the run changed. */
  show(state: RaceState): void {
    const before = this.#state
    this.#state = state
    this.#parameters.show(state)
    this.#transport.speed = state.speed
    this.#playback.speed = readSpeed(state.speed)
    for (const name of clockNames) this.#charts[name].element.classList.toggle('is-chosen', name === state.clock)
    const checked = this.#root.querySelector<HTMLInputElement>(`input[name=clock][value=${state.clock}]`)
    if (checked) checked.checked = true
    const same = before.m === state.m && before.lr === state.lr && before.ep === state.ep && before.seed === state.seed
    if (!this.#run || !same) return this.#race()
    this.#showHash(this.#run.records)
    this.#draw(true)
  }

  /** Stops the clock while another scene is shown. */
  hide(): void {
    if (this.#playback.playing) this.#playback.pause()
  }

  #race(): void {
    const { m: batchSize, lr: learningRate, ep: epochs, seed } = this.#state
    void this.#runner.request({ batchSize, learningRate, epochs, seed })
  }

  /** Says what went wrong in the narration's place, and offers a way out if there is one. */
  #complain(sentence: string | undefined, wayOut?: HTMLElement): void {
    const problem = this.#root.querySelector<HTMLElement>('#race-problem')!
    problem.hidden = sentence === undefined
    this.#root.querySelector<HTMLElement>('#race-narration')!.hidden = sentence !== undefined
    problem.replaceChildren(sentence ?? '', ...(wayOut ? [' ', wayOut] : []))
  }

  /** Tells which runs flew away, and offers the largest rate of the slider that is safe for them. */
  #warn(records: RaceRun['records']): void {
    const { sentence, safeRate } = divergence(records, this.#state.lr)
    if (safeRate === undefined) return this.#complain(sentence)
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'button small'
    button.textContent = `Use ${plain(safeRate)}`
    button.addEventListener('click', () => this.#change({ lr: safeRate }))
    this.#complain(sentence, button)
  }

  /** Puts a new run in the place of the old one: the first plays, a changed one stays where the clock stood. */
  #start(run: RaceRun): void {
    const first = this.#run === undefined
    const share = first ? 0 : this.#playback.rows / (this.#run!.records.sgd.rows * this.#run!.records.sgd.epochs)
    const wasPlaying = this.#playback.playing
    this.#warn(run.records)
    this.#run = run
    this.#playback.dispose()
    const { rows, epochs } = run.records.sgd
    this.#playback = new Playback(rows * epochs, () => this.#draw(false))
    this.#playback.speed = readSpeed(this.#state.speed)
    for (const name of methodNames) {
      this.#lanes[name].describe(rows, run.records[name].batchSize)
      this.#lanes[name].rate = this.#timing.secondsAnUpdate?.[name]
    }
    this.#showRun()
    this.#transport.ready = true
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches
    this.#playback.seek(first ? (still ? rows * epochs : 0) : Math.round(share * rows * epochs))
    if ((first && !still) || wasPlaying) this.#playback.play()
  }

  #showRun(): void {
    if (!this.#run) return
    const { records } = this.#run
    this.#map.show({ surface: this.#surface, records })
    this.#scrubber.show(records)
    for (const name of clockNames)
      this.#charts[name].show({ surface: this.#surface, records, timing: this.#timing, goal: this.#goal })
    for (const name of methodNames) this.#lanes[name].element.dataset['weightsHash'] = records[name].weightsHash
    this.#showHash(records)
  }

  /** The hash of the method in front. */
  #showHash(records: RaceRun['records']): void {
    const { method, weightsHash } = records[this.#front]
    const hash = this.#root.querySelector<HTMLElement>('#race-hash')!
    hash.hidden = false
    hash.innerHTML = `${methods[method].title} weights <code>${weightsHash}</code>, the same in Node`
  }

  /** The method that is stepped and whose hash is told: the chosen one, or mini-batch when all are. */
  get #front(): MethodName {
    return this.#state.show === 'all' ? 'mini' : this.#state.show
  }

  #measured(timing: Timing): void {
    this.#timing = timing
    for (const name of methodNames) this.#lanes[name].rate = this.#timing.secondsAnUpdate?.[name]
    this.#charts.time.show({
      surface: this.#surface,
      records: this.#run!.records,
      timing: this.#timing,
      goal: this.#goal,
    })
    this.#draw(true)
  }

  #repaint(): void {
    this.#palette = readPalette()
    for (const name of methodNames) {
      this.#lanes[name].field.palette = this.#palette
      this.#lanes[name].compass.palette = this.#palette
    }
    for (const drawing of [this.#map, this.#lines, this.#scrubber, ...Object.values(this.#charts)])
      drawing.palette = this.#palette
    this.#draw(true)
  }

  /** One update of the method in front (mini-batch when all are) back or on. */
  #step(direction: -1 | 1): void {
    if (!this.#run) return
    const record = this.#run.records[this.#front]
    const update = updatesAfter(record, this.#playback.rows)
    const exact = rowsAfter(record, update) === this.#playback.rows
    const next = direction === 1 ? update + 1 : exact ? update - 1 : update
    this.#playback.seek(rowsAfter(record, Math.min(record.updates, Math.max(0, next))))
  }

  #draw(now: boolean): void {
    const run = this.#run
    if (!run) return
    const { rows } = this.#playback
    const shown = this.#state.show === 'all' ? [...methodNames] : [this.#state.show]
    const at = (name: MethodName): number => updatesAfter(run.records[name], rows)
    const updates = { batch: at('batch'), mini: at('mini'), sgd: at('sgd') }
    const time = performance.now()
    const calmed = !now && this.#playback.playing && time - this.#calmAt < calm
    if (!calmed) this.#written = updates
    this.#map.draw({
      updates,
      shown,
      walker: (name, index) => {
        const record = run.records[name]
        const noise = gradientNoise(this.#points, { w: record.w[index], b: record.b[index] }, record.batchSize)
        return { name, update: this.#written[name], noise, arrived: false }
      },
    })
    this.#lines.draw(
      shown.map((name) => {
        const record = run.records[name]
        const index = indexAt(record, updates[name])
        return {
          name,
          w: record.w[index],
          b: record.b[index],
          lit: run.order.subarray(...lastBatch(record, updates[name])),
        }
      }),
    )
    this.#scrubber.draw(rows)
    this.#transport.draw(this.#playback)
    this.#root.dataset['finished'] = String(this.#playback.finished)
    if (calmed) return
    this.#calmAt = time
    this.#drawNumbers(run, updates, shown)
  }

  /** What may change only so often: numbers, dots, charts, sentences. */
  #drawNumbers(run: RaceRun, updates: Readonly<Record<MethodName, number>>, shown: readonly MethodName[]): void {
    const { rows } = this.#playback
    const losses = { batch: 0, mini: 0, sgd: 0 }
    for (const name of methodNames) {
      const record = run.records[name]
      const index = indexAt(record, updates[name])
      losses[name] = this.#surface.loss(record.w[index], record.b[index])
      const moment = { record, order: run.order, rowsRead: rows, update: updates[name], loss: losses[name] }
      this.#lanes[name].draw(moment)
      this.#lanes[name].faded = !shown.includes(name)
      Object.assign(this.#lanes[name].element.dataset, {
        w: record.w[index],
        b: record.b[index],
        pathLength: pathLength(record, index),
      })
    }
    this.#bear(run, indexAt(run.records.batch, updates.batch))
    for (const name of clockNames) this.#charts[name].draw(updates, shown)
    const { batch } = run.records
    const standing: Standing = {
      records: run.records,
      rowsRead: rows,
      losses,
      startLoss: this.#surface.loss(batch.w[0], batch.b[0]),
      leastLoss: this.#surface.least.loss,
    }
    this.#say('#race-narration', narrate(standing))
    const title = this.#root.querySelector('#data-title')!
    const named = titleOfLine(shown, losses)
    if (title.innerHTML !== named) title.innerHTML = named
    if (this.#playback.finished && !this.#told) this.#announce(announce(standing))
    this.#told = this.#playback.finished
  }

  /** The compasses move only when batch does: they show its place. */
  #bear(run: RaceRun, index: number): void {
    const all = bearings(this.#points, run, index)
    for (const name of methodNames) this.#lanes[name].bear(all[name])
  }

  #say(selector: string, sentence: string): void {
    const element = this.#root.querySelector(selector)
    if (element && element.textContent !== sentence) element.textContent = sentence
  }
}
