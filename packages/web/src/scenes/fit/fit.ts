/** Fit: a model learns a shape in front of you, to be scrubbed through like film, and digits of your own. */
import './fit.css'
import './fit-small.css'
import { readSpeed, Transport } from '../../control/transport.ts'
import { wayOut } from '../../control/way-out.ts'
import { loadFonts } from '../../fonts.ts'
import { plain, whole } from '../../number.ts'
import { readPalette } from '../../palette.ts'
import type { Opening, Scene } from '../../scene.ts'
import type { FitState } from '../../state.ts'
import { themes } from '../../theme.ts'
import { WorkerStopped } from '../../thread.ts'
import { hasWebAssembly, noWebAssembly } from '../../web-assembly.ts'
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
/** Seconds that a frame of the film lasts: digits wait to be drawn. */
const frameTimes = { curve: 1.3, field: 1.3, digits: 0.5 } as const

const stopped = 'The trainer stopped unexpectedly. It was started again; the last finished epoch is kept.'

/** Milliseconds of rest before the link is told the epoch. */
const rest = 250

export async function openFit(opening: Opening<'fit'>): Promise<Scene<'fit'>> {
  if (!hasWebAssembly) throw new Error(noWebAssembly)
  opening.root.innerHTML = html
  await loadFonts('sans', 'hash', 'code')
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
  /** Whether the run asked for last is still to end. */
  #waiting = false
  #inFront = false
  #hasGallery = false
  /** Where the code is not folded away by itself. */
  readonly #roomy = matchMedia('(min-width: 600px)')

  constructor({ root, thread, state, change, announce }: Opening<'fit'>) {
    this.#root = root
    this.#state = state
    this.#goal = state.at
    this.#change = change
    this.#announce = announce
    const palette = readPalette()
    this.#runner = new Runner(thread, {
      begun: (run) => this.#grown(run),
      grown: (run) => this.#grown(run),
      failed: (error) => this.#fail(error instanceof WorkerStopped ? stopped : error instanceof Error ? error.message : String(error)),
    })
    thread.onRestart(() => this.#fail(stopped))
    this.#thumbnails = new Thumbnails(root.querySelector('#fit-examples')!, palette, (ex) =>
      change({ ex, m: 'auto', lr: 'auto', opt: 'auto', hid: 'auto', act: 'auto', ep: 'auto', at: 'play' }),
    )
    this.#controls = new Controls(root, change)
    this.#view = new View(root, palette, { seek: (epoch) => this.#projector.seek(epoch), settled: () => this.#settle() })
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
    this.#fold()
    this.#roomy.addEventListener('change', () => this.#fold())
    themes.addEventListener('themechange', () => {
      for (const part of [this.#thumbnails, this.#view, this.#digits]) part.palette = readPalette()
    })
  }

  /** Takes a new state; trains again only if the run is another. */
  show(state: FitState): void {
    const before = this.#state
    this.#state = state
    this.#inFront = true
    const recipe = recipeOf(state)
    this.#thumbnails.show(state.ex)
    this.#view.prepare(recipe.example.kind)
    if (before.ex !== state.ex) {
      this.#run = undefined
      if (this.#projector.playing) this.#projector.pause()
      this.#fold()
    }
    this.#controls.show(recipe, this.#run?.rows.seen ?? 1)
    if (JSON.stringify(recipe) !== JSON.stringify(this.#recipe)) return this.#train(recipe)
    if (typeof state.at === 'number' && state.at !== this.#projector.epoch && !this.#projector.playing) this.#projector.seek(state.at)
  }

  hide(): void {
    this.#inFront = false
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
    this.#request(recipe)
  }

  #trainAgain(): void {
    if (!this.#recipe) return
    if (this.#projector.playing) this.#projector.pause()
    this.#goal = 'play'
    this.#request(this.#recipe)
  }

  #request(recipe: Recipe): void {
    this.#complain(undefined)
    this.#next = undefined
    this.#waiting = true
    this.#settle()
    if (!this.#run) {
      setTimeout(() => {
        if (this.#waiting && !this.#run) this.#root.querySelector('#fit-narration')!.textContent = `Reading ${recipe.example.file}.`
      }, patience)
    }
    void this.#runner.request(recipe)
  }

  /** Frames came, or the end: of the run on show, or of the next one. */
  #grown(run: Run): void {
    const complete = run.outcome !== undefined
    if (run === this.#run) {
      this.#projector.grow(run.last, complete)
    } else {
      if (this.#next?.run !== run) this.#next = { run, since: performance.now() }
      const arrived = run.last >= (this.#goal === 'play' ? this.#projector.epoch : this.#goal)
      if (this.#run && !arrived && !complete && performance.now() - this.#next.since < patience) return
      this.#take(run)
    }
    if (complete) {
      this.#waiting = false
      this.#ended(run)
    }
    const goal = this.#goal
    if (typeof goal === 'number' && (run.last >= goal || complete)) {
      this.#goal = 'play'
      this.#projector.seek(goal)
    } else this.#draw(complete)
  }

  /** Puts a run on show. */
  #take(run: Run): void {
    this.#run = run
    this.#next = undefined
    this.#projector.frameTime = frameTimes[run.recipe.example.kind]
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
    if (this.#goal !== 'play' || this.#projector.playing || !this.#inFront) return
    if (this.#stills.matches) this.#goal = run.recipe.epochs
    else this.#begin()
  }

  /** Plays from the start. */
  #begin(): void {
    this.#projector.seek(0)
    this.#projector.stills = false
    this.#projector.play()
  }

  #ended({ outcome, recipe }: Run): void {
    if (outcome?.kind !== 'diverged') return
    const { step, safeRate } = outcome
    const own = recipe.example.settings.learningRate
    const safe = safeRate !== undefined && safeRate < recipe.learningRate ? safeRate : own < recipe.learningRate ? own : undefined
    this.#complain(divergence(step, recipe.learningRate), safe === undefined ? undefined : wayOut(`Use ${plain(safe)}`, () => this.#change({ lr: safe })))
  }

  /** The film moved, was started or stopped. */
  #moved(): void {
    const { epoch, playing } = this.#projector
    clearTimeout(this.#resting)
    this.#resting = playing ? 0 : window.setTimeout(() => this.#rested(), rest)
    this.#draw(!playing)
    if (this.#state.ex === 'digits') void this.#digits.ask()
    if (playing && this.#run?.film.includes(epoch)) this.#announce(spoken(this.#run, epoch))
  }

  /** The film stands still: the link says where, and those who listen hear what is there. */
  #rested(): void {
    this.#resting = 0
    const run = this.#run
    if (run && run.last >= 0) {
      const { epoch } = this.#projector
      if (this.#state.at !== epoch) this.#change({ at: epoch })
      this.#announce(spoken(run, epoch))
    }
    this.#settle()
  }

  #draw(now: boolean): void {
    const { epoch, playing, ranOut } = this.#projector
    this.#view.draw(epoch, { now, plays: playing || ranOut })
    this.#transport.draw(this.#projector)
    this.#settle()
  }

  /** Says on the section whether all there is stands still and is drawn. */
  #settle(): void {
    const moving = this.#waiting || this.#projector.playing || this.#resting !== 0 || this.#view.busy || this.#digits.busy
    this.#root.dataset['settled'] = String(!moving)
  }

  /** On a phone, and beside the pad, the code is folded away until it is wanted. */
  #fold(): void {
    this.#root.querySelector<HTMLDetailsElement>('.fit-code-part')!.open = this.#state.ex !== 'digits' && this.#roomy.matches
  }

  #fail(sentence: string): void {
    this.#waiting = false
    if (!this.#run) this.#root.querySelector('#fit-narration')!.textContent = ''
    this.#complain(sentence, wayOut('Run again', () => this.#trainAgain()))
    this.#settle()
  }

  /** Says beside the controls what went wrong, with a way out if there is one. */
  #complain(sentence: string | undefined, wayOut?: HTMLElement): void {
    const problem = this.#root.querySelector<HTMLElement>('#fit-problem')!
    problem.hidden = sentence === undefined
    problem.replaceChildren(sentence ?? '', ...(wayOut ? [' ', wayOut] : []))
  }
}
