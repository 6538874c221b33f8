/** Your table: takes a file, shows its columns, trains in the worker, shows the result and hands out what can be taken. */
import './table-parts.css'
import './table.css'
import { loadFonts } from '../../fonts.ts'
import { hand } from '../../hand.ts'
import { bytes } from '../../number.ts'
import type { Opening, Scene } from '../../scene.ts'
import type { TableState } from '../../state.ts'
import { WorkerStopped } from '../../thread.ts'
import type { ColumnChoices } from './column-choices.ts'
import { trainCommand } from './command.ts'
import type { TakeName } from './download.ts'
import { takeFiles } from './drop.ts'
import type { Finished } from './finished.ts'
import { endings, firstLineOf, formatOf } from './format.ts'
import { hopeless, problemOf, type Remedy } from './problem.ts'
import { ProblemPart } from './problem-part.ts'
import { settledRecipe, type TableRecipe } from './recipe.ts'
import { fetchSample, offerSamples, type SampleName, samples } from './samples.ts'
import { TableSession } from './session.ts'
import { SpreadCount } from './spread-count.ts'
import { Subject } from './subject.ts'
import html from './table.html?raw'
import { offerFiles } from './take.ts'
import { Traffic } from './traffic.ts'
import type { TrainingResult } from './training.ts'
import { TableView } from './view.ts'
import { contentWords, progressWords, readingWords, resultWords } from './words.ts'

/** Cells up to which values are counted before the first run: it takes no time that one would notice. */
const quickCells = 300_000

export async function openTable(opening: Opening<'table'>): Promise<Scene<'table'>> {
  opening.root.innerHTML = html
  return new TableScene(opening)
}

class TableScene implements Scene<'table'> {
  readonly #opening: Opening<'table'>
  readonly #view: TableView
  readonly #problem: ProblemPart
  readonly #traffic: Traffic
  readonly #spreads = new SpreadCount()
  #loaded: Promise<unknown>
  #state: TableState
  /** The sample that is open or on its way. */
  #sample: TableState['sample'] = 'none'
  #session: TableSession | undefined
  #subject: Subject | undefined
  #finished: Finished | undefined
  #running: 'reading' | 'training' | undefined
  /** Counts what was begun, so that what is overtaken shows nothing. */
  #turn = 0

  constructor(opening: Opening<'table'>) {
    const { root, thread, state, change, announce } = opening
    this.#opening = opening
    this.#state = state
    this.#loaded = this.#load()
    const remedy = (wanted: Remedy): void => void this.#remedy(wanted)
    this.#view = new TableView({
      root,
      change,
      announce,
      remedy,
      retarget: (target) => this.#retarget(target),
      use: (column, use) => {
        this.#subject?.take(column, use)
        this.#draw()
      },
      missing: () => this.#session!.missing(),
      predict: (row) => this.#session!.predict(row),
      rowAt: (place) => this.#session!.rowAt(place),
      commandOf: (recipe) => this.#commandOf(recipe),
    })
    this.#problem = new ProblemPart(root, remedy)
    this.#traffic = new Traffic(this.#find('.badge span'), thread)
    thread.onRestart(() => this.#lost())
    this.#listen()
  }

  #listen(): void {
    const { root, change } = this.#opening
    const input = this.#find<HTMLInputElement>('#table-file')
    input.accept = endings
    takeFiles(root, input, (file) => {
      this.#sample = 'none'
      change({ sample: 'none', target: '' })
      void this.#open(file)
    })
    for (const button of root.querySelectorAll('.choose-file')) button.addEventListener('click', () => input.click())
    offerSamples(this.#find('.samples'), (sample) => change({ sample, target: '' }))
    offerFiles(this.#find('.take'), (name) => void this.#take(name))
    this.#find('#table-train').addEventListener('click', () => void this.#toggle())
  }

  /** Whatever goes over the network once a file is here is counted: what is needed must have come before. */
  #load(): Promise<unknown> {
    const loaded = Promise.all([this.#opening.thread.ask((worker) => worker.ready()), loadFonts('hash', 'code')])
    loaded.catch((error: unknown) => void this.#fail(error))
    return loaded
  }

  /** Takes a new state; a link may ask for a sample. */
  show(state: TableState): void {
    this.#state = state
    if (state.sample !== 'none' && state.sample !== this.#sample) {
      this.#sample = state.sample
      void this.#openSample(state.sample)
    } else if (state.sample !== 'none' && state.target !== '') this.#retarget(state.target)
    this.#draw()
    if (!this.#session && !this.#running) this.#settle()
  }

  hide(): void {
    // a run goes on: it is the worker's
  }

  press({ key }: KeyboardEvent): boolean {
    if (!this.#subject || this.#running === 'reading') return false
    if (key === 'r' || key === 'R') void this.#again()
    else if (key === 't' || key === 'T') this.#view.switchTables()
    else if (key === '[' || key === ']') this.#view.step('m', key === ']' ? 1 : -1)
    else if (key === '-' || key === '+' || key === '=') this.#view.step('lr', key === '-' ? -1 : 1)
    else return false
    return true
  }

  async #openSample(name: SampleName): Promise<void> {
    this.#busy('reading')
    await this.#attempt(async () => this.#open(await fetchSample(name), new Map(Object.entries(samples[name].uses ?? {}))))
  }

  async #open(file: File, choices: ColumnChoices = new Map()): Promise<void> {
    void this.#session?.close().catch(() => undefined)
    this.#session = new TableSession(this.#opening.thread, file)
    this.#finished = undefined
    this.#subject = undefined
    this.#busy('reading')
    this.#view.narrate(`Reading ${file.name}: ${bytes(file.size)}`)
    await this.#attempt(async (turn) => {
      await this.#loaded.catch(() => (this.#loaded = this.#load()))
      const format = await formatOf(file)
      if (format === 'parquet') await this.#opening.thread.ask((worker) => worker.prepareReader(format))
      await this.#traffic.begin()
      await this.#read(turn, choices)
    })
  }

  /** Does what is wanted and shows what came of it, unless something else was begun since. */
  async #attempt(work: (turn: number) => Promise<void>): Promise<void> {
    const turn = ++this.#turn
    this.#problem.clear()
    try {
      await work(turn)
      if (turn === this.#turn) this.#settle()
    } catch (error) {
      if (turn === this.#turn) await this.#fail(error)
    }
  }

  /** Reads the file of the session, then trains on it. */
  async #read(turn: number, choices: ColumnChoices): Promise<void> {
    const session = this.#session!
    this.#busy('reading')
    const { description } = await session.open((progress) => {
      if (turn === this.#turn) this.#view.narrate(readingWords(session.file, progress))
    })
    if (turn !== this.#turn) return
    const asked = this.#subject?.target ?? (this.#sample === 'none' ? '' : this.#state.target)
    const subject = new Subject(description, asked, choices)
    this.#subject = subject
    this.#busy(undefined)
    this.#opening.announce(`${session.file.name} read: ${contentWords(description, session.isCut)}. Predicting ${subject.target}.`)
    if (description.rows * description.columns.length <= quickCells) await this.#spread(turn)
    await this.#train(turn)
  }

  /** Has the values of every column counted, unless they are. */
  async #spread(turn: number): Promise<void> {
    const spreads = await this.#spreads.next(this.#session!, this.#subject!, () => turn === this.#turn)
    if (spreads) this.#view.spread(spreads)
  }

  #retarget(target: string): void {
    if (!this.#subject?.retarget(target)) return
    if (this.#sample !== 'none' && this.#state.target !== target) this.#opening.change({ target })
    this.#draw()
    if (!this.#running) void this.#attempt((turn) => this.#spread(turn))
  }

  async #toggle(): Promise<void> {
    if (this.#running === 'training') return this.#session!.stop()
    await this.#again()
  }

  /** Trains, on a table that is read before where it has to be. */
  async #again(): Promise<void> {
    if (this.#running) return
    const choices = this.#subject?.choices ?? new Map()
    await this.#attempt((turn) => (this.#session?.read ? this.#train(turn) : this.#read(turn, choices)))
  }

  async #train(turn: number): Promise<void> {
    const [session, subject] = [this.#session!, this.#subject!]
    const recipe = subject.recipe(this.#state)
    const hope = hopeless(subject.description, recipe)
    if (hope) return this.#problem.show({ sentence: hope, offers: [] })
    this.#busy('training')
    const result = await session.train(recipe, (progress) => {
      if (turn !== this.#turn) return
      this.#view.narrate(progressWords(progress))
      this.#opening.announce(progressWords(progress))
    })
    if (turn === this.#turn) await this.#finish(turn, result)
  }

  /** Shows what was learnt until its worker ended. */
  async #keep(turn: number): Promise<void> {
    const session = this.#session!
    this.#busy('training')
    const result = await session.keep(session.kept!)
    if (turn === this.#turn) await this.#finish(turn, result)
  }

  /** Shows a run that has ended, and what it made of the columns. */
  async #finish(turn: number, result: TrainingResult): Promise<void> {
    const [session, subject, { recipe }] = [this.#session!, this.#subject!, result]
    const importance = await session.importance()
    if (turn !== this.#turn) return
    const command = this.#commandOf(settledRecipe(recipe, result.batchSize))
    if (result.outcome.task === 'classification') subject.meet(result.outcome.classes)
    this.#finished = { result, importance, command }
    await this.#view.showFinished(subject, this.#finished)
    this.#opening.announce(resultWords(result))
    this.#busy(undefined)
    await this.#traffic.count()
    await this.#spread(turn)
  }

  async #remedy(remedy: Remedy): Promise<void> {
    const { change } = this.#opening
    const subject = this.#subject
    if (remedy.do === 'choose') return this.#find('#table-file').click()
    if (remedy.do === 'rate') change({ lr: remedy.rate })
    if (remedy.do === 'hold none') change({ held: 0 })
    if (remedy.do === 'keep') return this.#attempt((turn) => this.#keep(turn))
    if (remedy.do === 'take') {
      const column = subject?.columnNamed(remedy.column)
      if (column) subject!.take(column, remedy.as)
    }
    if (remedy.do !== 'cut') return this.#again()
    await this.#attempt(async (turn) => {
      this.#session!.cut(remedy.cut)
      await this.#read(turn, subject?.choices ?? new Map())
    })
  }

  /** The worker that had the table is gone; the file is still here. */
  #lost(): void {
    this.#session?.lost()
    this.#finished = undefined
    if (this.#session?.read && !this.#running) this.#problem.show(problemOf(new WorkerStopped(), this.#where))
    this.#draw()
  }

  #commandOf(recipe: TableRecipe): string {
    const { file, read } = this.#session!
    return trainCommand({ name: file.name, format: read!.format, source: read!.source }, recipe)
  }

  #busy(running: 'reading' | 'training' | undefined): void {
    this.#running = running
    if (running) delete this.#opening.root.dataset['settled']
    this.#draw()
  }

  /** Says that the scene stands still, once it is drawn. */
  #settle(): void {
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (!this.#running) this.#opening.root.dataset['settled'] = 'true'
      }),
    )
  }

  /** Shows what follows from state and file. */
  #draw(): void {
    this.#view.show({
      state: this.#state,
      running: this.#running,
      session: this.#session,
      subject: this.#subject,
      finished: this.#finished,
    })
  }

  async #take(name: TakeName): Promise<void> {
    try {
      const { bytes: content, type } = await this.#session!.take(name, this.#finished!.command)
      hand(name, new Blob([content], { type }))
    } catch (error) {
      this.#problem.show(problemOf(error, this.#where))
    }
  }

  /** What was being done, for the sentence about what went wrong. */
  get #where() {
    const [file, subject] = [this.#session?.file.name ?? '', this.#subject]
    return { file, firstLine: '', description: subject?.description, recipe: subject?.recipe(this.#state), kept: this.#session?.kept }
  }

  async #fail(error: unknown): Promise<void> {
    this.#busy(undefined)
    const firstLine = await firstLineOf(this.#session?.file)
    const problem = problemOf(error, { ...this.#where, firstLine })
    if (problem.isSpoilt) this.#opening.thread.restart()
    this.#problem.show(problem)
    await this.#traffic.count().catch(() => undefined)
    this.#settle()
  }

  #find<T extends HTMLElement>(selector: string): T {
    return this.#opening.root.querySelector<T>(selector)!
  }
}
