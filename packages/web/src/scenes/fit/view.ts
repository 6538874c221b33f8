/** Everything of the scene that shows one moment of a run: picture, film, loss, numbers, sentences. */
import { markerSvg, methodOf } from '../../method.ts'
import { Pace } from '../../pace.ts'
import type { Palette } from '../../palette.ts'
import { CodePart } from './code-part.ts'
import type { Example } from './example.ts'
import { LossPart } from './loss-part.ts'
import type { Run } from './run.ts'
import { classShapes, Stage, type StageMoment } from './stage.ts'
import { FilmStrip } from './strip.ts'
import { headlines, narration, numbers, pictureLabel, spoken } from './words.ts'

/** Numbers, sentences and the chart change at most so often, in milliseconds. */
const calm = 100
/** An area as large as the stage or the chart changes at most three times a second, which can do nobody harm; timers may be early. */
const calmArea = 340

/** How a moment is drawn. */
export interface Drawn {
  /** Words and numbers too, however soon after the last ones. */
  readonly now: boolean
  /** The film runs by itself: nobody asked for so many changes. */
  readonly plays: boolean
}

export class View {
  readonly #root: HTMLElement
  readonly #stage: Stage
  readonly #film: FilmStrip
  readonly #loss: LossPart
  readonly #code: CodePart
  readonly #ground: Pace
  #palette: Palette
  #run: Run | undefined
  #epoch = 0
  #calmAt = 0
  /** Frames of the run that the chart shows. */
  #charted = 0
  #chartedAt = 0

  /** Calls back with the epoch that was chosen on film or chart, and when all there is has been drawn. */
  constructor(root: HTMLElement, palette: Palette, { seek, settled }: { seek(epoch: number): void; settled(): void }) {
    this.#root = root
    this.#ground = new Pace(calmArea, settled)
    this.#palette = palette
    const find = (id: string): HTMLElement => root.querySelector<HTMLElement>(`#fit-${id}`)!
    this.#stage = new Stage(find('stage'), palette, () => this.redraw())
    this.#film = new FilmStrip(find('film'), palette, seek)
    this.#loss = new LossPart(root, seek)
    this.#code = new CodePart(root)
  }

  set palette(palette: Palette) {
    this.#palette = palette
    this.#stage.palette = palette
    this.#film.palette = palette
    this.redraw()
  }

  /** Whether the stage is still to show the moment that was drawn last. */
  get busy(): boolean {
    return this.#ground.busy
  }

  toggleTable(): void {
    this.#loss.toggleTable()
  }

  /** Makes room for an example of a kind before anything of it is there. */
  prepare(kind: Example['kind']): void {
    this.#root.dataset['kind'] = kind
    this.#root.querySelector('#fit-headline')!.textContent = headlines[kind]
  }

  /** Another run takes the place of the one before. */
  show(run: Run): void {
    this.#run = run
    this.#charted = 0
    this.#ground.drop()
    const { recipe, rows } = run
    this.#root.style.setProperty('--method', `var(--${methodOf(recipe.batchSize, rows.seen)})`)
    this.#stage.show(run)
    this.#film.stale()
    this.#code.show(recipe, rows.seen)
    this.#root.querySelector('#fit-legend')!.innerHTML = legend(run)
  }

  /** Draws all there is, now. */
  redraw(): void {
    this.#charted = 0
    if (this.#run) this.draw(this.#epoch, { now: true, plays: false })
  }

  /** Draws an epoch; what must be calm is left for later where it may be. */
  draw(epoch: number, { now, plays }: Drawn): void {
    const run = this.#run
    if (!run || run.last < epoch) return
    this.#epoch = epoch
    const { colour } = this.#colours(run)
    const moment: StageMoment = { run, epoch, colour }
    const stage = (): void => this.#stage.draw(moment)
    if (plays && run.recipe.example.kind === 'field') this.#ground.ask(stage)
    else this.#ground.now(stage)
    const time = performance.now()
    if (!now && time - this.#calmAt < calm) return
    this.#calmAt = time
    this.#film.draw(moment)
    this.#root.querySelector('#fit-stage')!.setAttribute('aria-label', run.rows.picture ? pictureLabel(run, epoch) : '')
    this.#drawLoss(run, epoch)
    this.#drawWords(run, epoch)
  }

  #colours(run: Run): { colour: string; textColour: string } {
    const method = methodOf(run.recipe.batchSize, run.rows.seen)
    return { colour: this.#palette.line[method], textColour: this.#palette.text[method] }
  }

  #drawLoss(run: Run, epoch: number): void {
    const time = performance.now()
    const due = this.#charted === 0 || run.outcome !== undefined || time - this.#chartedAt > calmArea
    if (this.#charted !== run.last + 1 && due) {
      this.#loss.show(run, { palette: this.#palette, ...this.#colours(run) })
      this.#charted = run.last + 1
      this.#chartedAt = time
    }
    this.#loss.draw(epoch, spoken(run, epoch))
  }

  #drawWords(run: Run, epoch: number): void {
    const { before, strong, after } = narration(run, epoch)
    const sentence = this.#root.querySelector('#fit-narration')!
    const bold = document.createElement('b')
    bold.textContent = strong
    sentence.replaceChildren(before, bold, after)
    this.#root.querySelector('#fit-numbers')!.innerHTML = numbers(run, epoch)
      .map(([label, value]) => `<div><dt>${label}</dt><dd class="big">${value}</dd></div>`)
      .join('')
    const weights = this.#root.querySelector('#fit-weights')!
    const { outcome } = run
    if (outcome?.kind === 'done') {
      weights.innerHTML = `Weights <code id="fit-hash">${outcome.weightsHash}</code>: the same in Node, on the command line and here.`
    } else weights.textContent = outcome ? '' : 'Weights: known once the last epoch is trained.'
  }
}

/** Names what is drawn, each with its mark. */
function legend({ rows, recipe: { example } }: Run): string {
  if (example.kind === 'curve') {
    return '<span><i class="dot is-seen"></i>seen</span><span><i class="dot"></i>never seen</span><span><i class="line"></i>the model; faint: earlier epochs</span>'
  }
  const marks = rows.classes.map((name, index) => `<span class="class-${index}">${markerSvg(classShapes[index])}class ${name}</span>`)
  const hollow = rows.classes.map((_, index) => `<i class="class-${index} is-hollow">${markerSvg(classShapes[index])}</i>`).join('')
  return `${marks.join('')}<span>${hollow}hollow: never seen</span>`
}
