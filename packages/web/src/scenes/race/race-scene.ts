/** The race in front: one run of each method, replayed. This file wires state, runs, clock and drawings together. */
import { readSpeed } from '../../control/transport.ts'
import type { MethodName } from '../../method.ts'
import { readPalette } from '../../palette.ts'
import type { Opening, Scene } from '../../scene.ts'
import type { RaceState } from '../../state.ts'
import { themes } from '../../theme.ts'
import { Announcer } from './announcement.ts'
import { Captions } from './caption.ts'
import { type Clock, clockNames, placeOf, type Timing } from './clock.ts'
import { Controls } from './controls.ts'
import { type KeyActions, press } from './keys.ts'
import { Microscope } from './microscope.ts'
import { frontOf, type Moment, momentOf } from './moment.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import { Playback, stillsOf } from './playback.ts'
import { updatesAnEpoch } from './record.ts'
import type { Start } from './run.ts'
import { type RaceRun, type RaceSource, Runner } from './runner.ts'
import { Stage } from './stage.ts'
import { rounded, StartHandle } from './start-handle.ts'
import { lossSurface, type Surface } from './surface.ts'
import { conditionsOf, isSameRace, type Wish, wishOf } from './wish.ts'

/** Numbers and dots change at most so often while playing, in milliseconds. */
const calm = 100
/** The link is written once the clock has stood still so long. */
const rest = 150

export class RaceScene implements Scene<'race'> {
  readonly #root: HTMLElement
  readonly #change: (part: Partial<RaceState>) => void
  readonly #source: RaceSource
  readonly #surface: Surface
  readonly #runner: Runner
  readonly #stage: Stage
  readonly #captions: Captions
  readonly #announcer: Announcer
  readonly #microscope: Microscope
  readonly #handle: StartHandle
  readonly #controls: Controls
  readonly #keys: KeyActions
  readonly #still = matchMedia('(prefers-reduced-motion: reduce)')
  /** Map and data stand one below the other. */
  readonly #stacked = matchMedia('(max-width: 1023px)')
  #state: RaceState
  #run: RaceRun | undefined
  #outcome: Outcome | undefined
  #timing: Timing = {}
  #playback = new Playback(1, () => undefined)
  /** Where another link wants the clock, once its race has been run. */
  #asked: RaceState['at'] | undefined
  #calmAt = 0
  #resting = 0
  /** Playing when the tab was hidden. */
  #interrupted = false

  constructor(root: HTMLElement, source: RaceSource, state: RaceState, page: Pick<Opening<'race'>, 'change' | 'announce'>) {
    const find = (id: string): HTMLElement => root.querySelector<HTMLElement>(`#${id}`)!
    const { change } = page
    this.#root = root
    this.#change = change
    this.#source = source
    this.#state = state
    this.#surface = lossSurface(source.points)
    this.#runner = new Runner(source, {
      run: (run) => this.#start(run),
      timing: (timing) => this.#time(timing),
      problem: (error) => this.#fail(error),
      idle: () => this.#settle(),
    })
    this.#captions = new Captions(root, (lr) => change({ lr }))
    this.#announcer = new Announcer(page.announce)
    this.#stage = new Stage(root, { points: source.points, surface: this.#surface }, readPalette(), {
      redraw: () => this.#draw(true),
      seek: (place) => this.#playback.seek(place),
      failed: (error) => this.#fail(error),
    })
    this.#stage.onChoice((name) => change({ show: this.#state.show === name ? 'all' : name }))
    this.#microscope = new Microscope(find('microscope'), source, (step) => {
      this.#stage.closeup = step
      if (!this.#playback.playing) this.#draw(true)
    })
    this.#handle = new StartHandle(find('start-handle'), {
      take: () => (this.#stage.map.held = true),
      move: (at) => this.#hold(at),
      drop: (at) => this.#drop(at),
      nudge: (by) => this.#nudge(by),
      run: () => this.#again(),
    })
    this.#stage.map.onLay((scales) => this.#run && this.#handle.show(this.#run.options.start, scales))
    this.#keys = this.#actions()
    this.#controls = new Controls(root, source.points.x.length, {
      change,
      toggle: () => this.#keys.toggle(),
      step: (by) => this.#keys.step(by),
    })
    themes.addEventListener('themechange', () => {
      this.#stage.palette = readPalette()
      this.#draw(true)
    })
    document.addEventListener('visibilitychange', () => this.#hideTab(document.hidden))
  }

  /** Takes a new state; runs again only if a parameter of the run changed. */
  show(state: RaceState): void {
    const before = this.#state
    this.#state = state
    this.#controls.show(state)
    this.#playback.speed = readSpeed(state.speed)
    for (const name of clockNames) this.#stage.charts[name].element.classList.toggle('is-chosen', name === state.clock)
    const asked = state.at !== before.at && state.at !== this.#at ? state.at : undefined
    if (!this.#run || !isSameRace(before, state)) {
      this.#asked ??= asked
      this.#race()
    } else if (asked !== undefined) this.#goTo(asked)
    else this.#draw(true)
  }

  /** Stops the clock while another scene is shown. */
  hide(): void {
    if (this.#playback.playing) this.#playback.pause()
  }

  press(event: KeyboardEvent): boolean {
    return this.#run !== undefined && press(event, this.#keys)
  }

  /** The worker ended and was started again: what is shown is kept. */
  restarted(): void {
    this.#captions.stopped(() => this.#race())
  }

  #actions(): KeyActions {
    const change = this.#change
    return {
      toggle: () => (this.#playback.playing ? this.#playback.pause() : this.#playback.play()),
      step: (by) => this.#step(by, 1),
      leap: (by) => this.#step(by, updatesAnEpoch(this.#run!.records[this.#front])),
      seek: (share) => this.#playback.seek(share * this.#total),
      clock: (clock) => change({ clock }),
      size: (by) => this.#controls.parameters.stepSize(by),
      rate: (by) => this.#controls.parameters.stepRate(by),
      again: () => this.#again(),
      table: () => this.#stage.charts[this.#state.clock].switchTable(),
      view: () => change({ view: this.#state.view === 'map' ? 'batch' : 'map' }),
    }
  }

  get #front(): MethodName {
    return frontOf(this.#state.show)
  }

  get #clock(): Clock {
    return { name: this.#state.clock, ...this.#timing }
  }

  get #total(): number {
    const { rows, epochs } = this.#run!.records.sgd
    return rows * epochs
  }

  /** What the link says of the clock: where it stands still; at the end and the start it would only play. */
  get #at(): RaceState['at'] {
    const { place, playing, finished } = this.#playback
    return playing || finished ? 'play' : place
  }

  /** Asks for the race of the state as it is now. */
  #race(wish: Wish = wishOf(this.#state, this.#source.start)): void {
    delete this.#root.dataset['settled']
    if (wish.rates === 'best') this.#captions.wait('Looking for the best learning rate of each.')
    void this.#runner.request(wish)
  }

  /** The start is at another place under the pointer: all runs from there, at the rates it had. */
  #hold(at: Start): void {
    const { rates } = this.#run!.options
    this.#race({ conditions: { ...conditionsOf(this.#state, at), start: at }, rates })
  }

  #drop(at: Start | undefined): void {
    this.#stage.map.held = false
    if (at) this.#change({ w: at.w, b: at.b })
    else this.#race()
  }

  /** From where the state has it: the run shown may be of an earlier one. */
  #nudge(by: Start): void {
    const { w, b } = conditionsOf(this.#state, this.#source.start).start
    this.#drop({ w: rounded(w + by.w), b: rounded(b + by.b) })
  }

  #again(): void {
    this.#playback.seek(0)
    this.#playback.play()
  }

  /** Puts a new run in the place of the old one: the first plays, a changed one stays where the clock stood. */
  #start(run: RaceRun): void {
    const first = this.#run === undefined
    const share = first ? 0 : this.#playback.place / this.#total
    const wasPlaying = this.#playback.playing
    this.#run = run
    this.#captions.warn(run)
    this.#controls.parameters.describe(run.options.start, run.options.rates)
    this.#playback.dispose()
    const stills = this.#still.matches ? stillsOf(this.#total) : undefined
    this.#playback = new Playback(this.#total, () => this.#moved(), stills)
    this.#playback.speed = readSpeed(this.#state.speed)
    this.#lay()
    this.#controls.transport.ready = true
    const asked = first ? this.#state.at : this.#asked
    this.#asked = undefined
    if (asked !== undefined) return this.#goTo(asked)
    this.#playback.seek(Math.round(share * this.#total))
    if (wasPlaying) this.#playback.play()
  }

  /** To where a link says: a place to stand at, or off. Who wants no motion sees the end. */
  #goTo(at: RaceState['at']): void {
    if (at !== 'play') this.#playback.seek(at)
    else if (this.#still.matches) this.#playback.seek(this.#total)
    else this.#playback.play()
  }

  #time(timing: Timing): void {
    this.#timing = timing
    this.#lay()
    this.#draw(true)
  }

  /** Draws what does not move during a run. */
  #lay(): void {
    this.#outcome = outcomeOf(this.#run!, this.#surface, this.#timing, this.#state.rate)
    this.#stage.show(this.#run!, this.#outcome, this.#timing)
  }

  /** The clock moved, started or stopped. */
  #moved(): void {
    clearTimeout(this.#resting)
    if (!this.#playback.playing) this.#resting = window.setTimeout(() => this.#rest(), rest)
    this.#draw(!this.#playback.playing || this.#playback.place === 0 || this.#still.matches)
  }

  /** The clock has stood still for a while: the link tells where. */
  #rest(): void {
    if (this.#at !== this.#state.at && !this.#root.hidden) this.#change({ at: this.#at })
  }

  #hideTab(hidden: boolean): void {
    if (hidden) this.#interrupted = this.#playback.playing
    if (hidden && this.#playback.playing) this.#playback.pause()
    else if (!hidden && this.#interrupted && !this.#root.hidden) this.#playback.play()
  }

  #fail(error: unknown): void {
    this.#captions.failed(error, () => this.#race())
  }

  /** Back or on to the next update of the method in front whose number is a multiple. */
  #step(by: -1 | 1, multiple: number): void {
    const record = this.#run!.records[this.#front]
    const update = this.#moment().updates[this.#front]
    const exact = placeOf(this.#clock, record, update) === this.#playback.place
    const next = by === 1 ? Math.floor(update / multiple) + 1 : Math.ceil((exact ? update : update + 1) / multiple) - 1
    this.#playback.seek(placeOf(this.#clock, record, Math.min(record.updates, Math.max(0, next * multiple))))
  }

  #moment(): Moment {
    const { place } = this.#playback
    return momentOf(this.#run!, this.#surface, { clock: this.#clock, place, show: this.#state.show })
  }

  #draw(now: boolean): void {
    if (!this.#run || !this.#outcome) return
    const time = performance.now()
    const calmed = !now && this.#playback.playing && time - this.#calmAt < calm
    const moment = this.#moment()
    if (!calmed) {
      this.#calmAt = time
      this.#stage.drawNumbers(moment)
      this.#captions.draw(moment, this.#outcome)
      this.#announcer.draw(moment, this.#outcome, this.#playback.playing)
      if (this.#sees('batch')) void this.#look(moment)
    }
    this.#stage.drawPlace(moment)
    if (this.#sees('map')) this.#stage.drawMap(moment, this.#outcome)
    if (this.#sees('batch')) this.#stage.drawLines(moment)
    this.#controls.transport.draw(this.#playback)
    this.#root.dataset['finished'] = String(this.#playback.finished)
    if (this.#playback.finished) this.#controls.parameters.pointOut()
    this.#settle()
  }

  /** Whether a view is in front, or one of two that stand one below the other. */
  #sees(view: RaceState['view']): boolean {
    return this.#state.view === view || this.#stacked.matches
  }

  async #look(moment: Moment): Promise<void> {
    try {
      await this.#microscope.look(moment, this.#playback.playing)
      this.#settle()
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Says on the scene whether all stands still and is drawn. */
  #settle(): void {
    const settled = this.#run !== undefined && !this.#playback.playing && !this.#runner.busy && this.#stage.isWhole && this.#microscope.settled
    if (settled) this.#root.dataset['settled'] = 'true'
    else delete this.#root.dataset['settled']
  }
}
