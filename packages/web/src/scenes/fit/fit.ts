/** Fit: a model learns a shape in front of you, to be scrubbed through like film, and digits of your own. */
import './fit.css'
import './fit-small.css'
import { readSpeed, Transport } from '../../control/transport.ts'
import { plain, whole } from '../../number.ts'
import { readPalette } from '../../palette.ts'
import type { Opening, Scene } from '../../scene.ts'
import type { FitState } from '../../state.ts'
import { themes } from '../../theme.ts'
import { Controls } from './controls.ts'
import { DigitsPart } from './digits/digits-part.ts'
import { type Recipe, recipeOf } from './example.ts'
import html from './fit.html?raw'
import { Projector } from './projector.ts'
import type { Run } from './run.ts'
import { Runner } from './runner.ts'
import { Thumbnails } from './thumbnails.ts'
import { View } from './view.ts'
import { divergence, spoken } from './words.ts'

/** Milliseconds until a new run that has not come as far as the old one takes its place all the same. */
const patience = 500
/** Milliseconds of rest before the link is told the epoch. */
const rest = 250

export async function openFit(opening: Opening<'fit'>): Promise<Scene<'fit'>> {
  opening.root.innerHTML = html
  await Promise.all(['13px "Source Sans 3"', '13px "Source Code Pro"'].map((font) => document.fonts.load(font)))
  return new FitScene(opening)
}

class FitScene implements Scene<'fit'> {
  readonly #root: HTMLElement
  readonly #change: (part: Partial<FitState>) => void
  readonly #announce: (sentence: string) => void
  readonly #runner: Runner
  readonly #thumbnails: Thumbnails
  readonly #controls: Controls
  readonly #view: View
  readonly #digits: DigitsPart
  readonly #transport: Transport
  readonly #projector = new Projector(() => this.#moved())
  readonly #stills = matchMedia('(prefers-reduced-motion: reduce)')
  #state: FitState
  /** The recipe asked for last. */
  #recipe: Recipe | undefined
  #run: Run | undefined
  /** A run that has not come as far yet as the one it replaces. */
  #next: { readonly run: Run; readonly since: number } | undefined
  /** Where the film is to go once its run is there: an epoch, or on and on. */
  #goal: number | 'play'
  #resting = 0
  #hasGallery = false

  constructor({ root, thread, state, change, announce }: Opening<'fit'>) {
    this.#root = root
    this.#state = state
    this.#goal = state.at
    this.#change = change
    this.#announce = announce
    const palette = readPalette()
    const seek = (epoch: number): void => this.#projector.seek(epoch)
    this.#runner = new Runner(thread, {
      begun: (run) => this.#grown(run),
      grown: (run) => this.#grown(run),
      failed: (error) => this.#complain(error instanceof Error ? error.message : String(error), this.#again()),
    })
    thread.onRestart(() =>
      this.#complain('The trainer stopped unexpectedly. It was started again; the last finished epoch is kept.', this.#again()),
    )
    this.#thumbnails = new Thumbnails(root.querySelector('#fit-examples')!, palette, (ex) =>
      change({ ex, m: 'auto', lr: 'auto', opt: 'auto', hid: 'auto', act: 'auto', ep: 'auto', at: 'play' }),
    )
    this.#controls = new Controls(root, change)
    this.#view = new View(root, palette, seek)
    this.#digits = new DigitsPart(root, palette, {
      read: (cells) => this.#runner.read(cells, this.#projector.epoch),
      say: announce,
      settled: () => this.#settle(),
    })
    this.#transport = new Transport(root, {
      toggle: () => this.#toggle(),
      step: (direction) => this.#projector.seek(this.#projector.epoch + direction),
      speed: (value) => (this.#projector.speed = readSpeed(value)),
    })
    this.#transport.speed = '1'
    const code = root.querySelector<HTMLDetailsElement>('.fit-code-part')!
    code.open = state.ex !== 'digits' && !matchMedia('(max-width: 599px)').matches
    themes.addEventListener('themechange', () => {
      for (const part of [this.#thumbnails, this.#view, this.#digits]) part.palette = readPalette()
    })
  }

  /** Takes a new state; trains again only if the run is another. */
  show(state: FitState): void {
    const before = this.#state
    this.#state = state
    const recipe = recipeOf(state)
    this.#thumbnails.show(state.ex)
    this.#root.dataset['kind'] = recipe.example.kind
    if (before.ex !== state.ex) {
      this.#run = undefined
      this.#root.querySelector<HTMLDetailsElement>('.fit-code-part')!.open = state.ex !== 'digits' && innerWidth >= 600
    }
    this.#controls.show(recipe, this.#run?.rows.seen ?? 1)
    if (JSON.stringify(recipe) !== JSON.stringify(this.#recipe)) return this.#train(recipe)
    if (typeof state.at === 'number' && state.at !== this.#projector.epoch && !this.#projector.playing) this.#projector.seek(state.at)
  }

  hide(): void {
    if (this.#projector.playing) this.#projector.pause()
  }

  press({ key, shiftKey }: KeyboardEvent): boolean {
    const projector = this.#projector
    if (key === ' ') this.#toggle()
    else if (key === 'ArrowLeft' || key === 'ArrowRight') {
      const direction = key === 'ArrowRight' ? 1 : -1
      if (shiftKey) projector.skip(direction)
      else projector.seek(projector.epoch + direction)
    } else if (key === 'Home') projector.seek(0)
    else if (key === 'End') projector.seek(Infinity)
    else if (key === '[' || key === ']') this.#controls.stepSize(key === ']' ? 1 : -1)
    else if (key === '-' || key === '+' || key === '=') this.#controls.stepRate(key === '-' ? -1 : 1)
    else if (key === 'r' || key === 'R') this.#trainAgain()
    else if (key === 't' || key === 'T') this.#view.toggleTable()
    else return false
    return true
  }

  #toggle(): void {
    if (this.#projector.playing) return this.#projector.pause()
    this.#projector.stills = this.#stills.matches
    this.#projector.play()
  }

  #train(recipe: Recipe): void {
    const again = this.#recipe !== undefined && this.#recipe.example === recipe.example
    // A parameter was changed: the film stays where it stands, at its end if it stood there. A link may say otherwise.
    if (again) this.#goal = this.#projector.playing ? 'play' : this.#projector.finished ? recipe.epochs : this.#projector.epoch
    else this.#goal = this.#state.at
    this.#recipe = recipe
    this.#next = undefined
    this.#complain(undefined)
    if (recipe.example.kind === 'digits') this.#root.querySelector('#fit-narration')!.textContent ||= 'Reading the digits.'
    this.#settle()
    void this.#runner.request(recipe)
  }

  #trainAgain(): void {
    if (!this.#recipe) return
    this.#complain(undefined)
    this.#goal = 'play'
    this.#next = undefined
    void this.#runner.request(this.#recipe)
  }

  /** Frames came, or the end: of the run on show, or of the next one. */
  #grown(run: Run): void {
    const complete = run.outcome !== undefined
    if (run === this.#run) {
      this.#projector.grow(run.last, complete)
    } else {
      if (this.#next?.run !== run) this.#next = { run, since: performance.now() }
      const arrived = typeof this.#goal === 'number' ? run.last >= this.#goal : true
      if (this.#run && !arrived && !complete && performance.now() - this.#next.since < patience) return
      this.#take(run)
    }
    if (complete) this.#ended(run)
    const goal = this.#goal
    if (typeof goal === 'number' && (run.last >= goal || complete)) {
      this.#goal = 'play'
      this.#stand(goal)
    } else this.#draw(complete)
  }

  /** Puts a run on show. */
  #take(run: Run): void {
    this.#run = run
    this.#next = undefined
    this.#projector.load(run.film, run.last, run.outcome !== undefined)
    this.#transport.ready = true
    this.#controls.show(run.recipe, run.rows.seen)
    this.#view.show(run)
    const { m } = this.#state
    if (typeof m === 'number' && m > run.rows.seen) {
      this.#complain(`The link asked for batch size ${whole(m)}; there are ${whole(run.rows.seen)} rows to learn from, so all are used.`)
    }
    if (run.recipe.example.kind === 'digits' && !this.#hasGallery) {
      this.#hasGallery = true
      void this.#runner.gallery(run.recipe).then((rows) => this.#digits.showGallery(rows))
    }
    if (this.#goal !== 'play' || this.#projector.playing) return
    if (this.#stills.matches) this.#goal = run.recipe.epochs
    else this.#begin()
  }

  /** Plays from the start. */
  #begin(): void {
    this.#projector.seek(0)
    this.#projector.stills = false
    this.#projector.play()
  }

  #stand(epoch: number): void {
    this.#projector.seek(epoch)
  }

  #ended({ outcome, recipe }: Run): void {
    if (outcome?.kind !== 'diverged') return
    const { step, safeRate } = outcome
    const own = recipe.example.settings.learningRate
    const safe = safeRate !== undefined && safeRate < recipe.learningRate ? safeRate : own < recipe.learningRate ? own : undefined
    this.#complain(divergence(step, recipe.learningRate), safe === undefined ? undefined : this.#button(`Use ${plain(safe)}`, () => this.#change({ lr: safe })))
  }

  /** The film moved, was started or stopped. */
  #moved(): void {
    this.#draw(!this.#projector.playing)
    if (this.#state.ex === 'digits') void this.#digits.ask()
    clearTimeout(this.#resting)
    if (this.#projector.playing) return
    this.#resting = window.setTimeout(() => this.#rested(), rest)
  }

  /** The film stands still: the link says where, and those who listen hear what is there. */
  #rested(): void {
    const run = this.#run
    if (!run || this.#projector.playing || run.last < 0) return
    const { epoch } = this.#projector
    if (this.#state.at !== epoch) this.#change({ at: epoch })
    this.#announce(spoken(run, epoch))
    this.#settle()
  }

  #draw(now: boolean): void {
    this.#view.draw(this.#projector.epoch, now)
    this.#transport.draw(this.#projector)
    this.#settle()
  }

  /** Says on the section whether all there is stands still and is drawn. */
  #settle(): void {
    const run = this.#run
    const still = run?.outcome !== undefined && run.recipe === this.#recipe && !this.#projector.playing && !this.#digits.busy
    this.#root.dataset['settled'] = String(still)
  }

  #again(): HTMLElement {
    return this.#button('Run again', () => this.#trainAgain())
  }

  #button(text: string, act: () => void): HTMLElement {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'button small'
    button.textContent = text
    button.addEventListener('click', act)
    return button
  }

  /** Says beside the controls what went wrong, with a way out if there is one. */
  #complain(sentence: string | undefined, wayOut?: HTMLElement): void {
    const problem = this.#root.querySelector<HTMLElement>('#fit-problem')!
    problem.hidden = sentence === undefined
    problem.replaceChildren(sentence ?? '', ...(wayOut ? [' ', wayOut] : []))
  }
}
