/** Your table: takes a file, shows its columns, trains in the worker, shows the result and hands out what can be taken. */
import './table.css'
import './table-parts.css'
import type { ColumnDescription, TableDescription } from 'minibatch'
import { copy } from '../../copy.ts'
import { element } from '../../element.ts'
import { hand } from '../../hand.ts'
import { bytes } from '../../number.ts'
import { readPalette } from '../../palette.ts'
import type { Opening, Scene } from '../../scene.ts'
import type { TableState } from '../../state.ts'
import { themes } from '../../theme.ts'
import { chosen, type ColumnChoices, type ColumnUse, encodingOf, guessTarget } from './column-choices.ts'
import { ColumnsPart } from './columns.ts'
import { trainCommand } from './command.ts'
import type { TakeName } from './download.ts'
import { takeFiles } from './drop.ts'
import { endings, formatOf } from './format.ts'
import { hopeless, problemOf, type Remedy } from './problem.ts'
import { ProblemPart } from './problem-part.ts'
import { isClassified, type TableRecipe } from './recipe.ts'
import { ResultPart } from './result.ts'
import { fetchSample, type SampleName, samples } from './samples.ts'
import { TableSession } from './session.ts'
import { hiddenOf, Settings } from './settings.ts'
import html from './table.html?raw'
import { takeNames } from './take.ts'
import { Traffic } from './traffic.ts'
import type { TrainingResult } from './training.ts'
import { TryRow } from './try-row.ts'
import { contentWords, emptyWords, progressWords, readingWords, resultWords, trainedWords } from './words.ts'

/** Cells up to which values are counted before the first run: it takes no time that one would notice. */
const quickCells = 300_000

export async function openTable(opening: Opening<'table'>): Promise<Scene<'table'>> {
  opening.root.innerHTML = html
  return new TableScene(opening)
}

/** A result, and the line that makes it in a terminal. */
interface Finished {
  readonly result: TrainingResult
  readonly command: string
}

class TableScene implements Scene<'table'> {
  readonly #opening: Opening<'table'>
  readonly #root: HTMLElement
  /** Whatever goes over the network once a file is here is counted: what is needed must have come before. */
  readonly #loaded: Promise<unknown>
  readonly #settings: Settings
  readonly #columns: ColumnsPart
  readonly #result: ResultPart
  readonly #try: TryRow
  readonly #problem: ProblemPart
  readonly #traffic: Traffic
  #state: TableState
  #session: TableSession | undefined
  /** The sample that is open or on its way. */
  #sample: TableState['sample'] = 'none'
  #target = ''
  #choices: ColumnChoices = new Map()
  #finished: Finished | undefined
  #running: 'reading' | 'training' | undefined
  /** Counts what was begun, so that what is overtaken shows nothing. */
  #turn = 0

  constructor(opening: Opening<'table'>) {
    const { root, thread, state, change, announce } = opening
    this.#opening = opening
    this.#root = root
    this.#loaded = Promise.all([thread.ask((worker) => worker.ready()), document.fonts.load('13px "Source Code Pro"')])
    this.#loaded.catch((error: unknown) => this.#complain(error))
    this.#state = state
    this.#settings = new Settings({ root, change, retarget: (target) => this.#retarget(target) })
    this.#columns = new ColumnsPart(this.#find('.columns'), (column, use) => this.#use(column, use))
    this.#result = new ResultPart(root, (miss) => void this.#try.open(miss, 'a miss'))
    this.#try = new TryRow({
      root,
      announce,
      predict: (row) => this.#session!.predict(row),
      rowAt: (place) => this.#session!.rowAt(place),
    })
    this.#problem = new ProblemPart(root, (remedy) => void this.#remedy(remedy))
    this.#traffic = new Traffic(this.#find('.badge span'), thread)
    thread.onRestart(() => this.#session?.lost())
    this.#listen()
    themes.addEventListener('themechange', () => this.#result.draw(readPalette()))
  }

  #listen(): void {
    const { change } = this.#opening
    const input = this.#find<HTMLInputElement>('#table-file')
    input.accept = endings
    takeFiles(this.#root, input, (file) => {
      this.#sample = 'none'
      change({ sample: 'none', target: '' })
      void this.#open(file)
    })
    for (const button of this.#root.querySelectorAll('.choose-file')) button.addEventListener('click', () => input.click())
    for (const [name, { words }] of Object.entries(samples)) {
      const button = element('button', { type: 'button', className: 'button', textContent: words })
      button.dataset['sample'] = name
      button.addEventListener('click', () => change({ sample: name as SampleName, target: '' }))
      this.#find('.samples').append(button)
    }
    for (const name of takeNames) {
      const button = element('button', { type: 'button', className: 'button', textContent: name })
      button.addEventListener('click', () => void this.#take(name))
      this.#find('.take').append(button)
    }
    this.#find('#table-train').addEventListener('click', () => void this.#toggle())
    this.#find('#table-copy').addEventListener(
      'click',
      ({ currentTarget }) => void copy(this.#find('#table-command').textContent ?? '', currentTarget as HTMLElement),
    )
  }

  /** Takes a new state; a link may ask for a sample. */
  show(state: TableState): void {
    this.#state = state
    if (state.sample !== 'none' && state.sample !== this.#sample) {
      this.#sample = state.sample
      void this.#openSample(state.sample)
    } else if (state.sample !== 'none' && this.#description && state.target !== '') this.#retarget(state.target)
    this.#draw()
  }

  hide(): void {
    // a run goes on: it is the worker's
  }

  async #openSample(name: SampleName): Promise<void> {
    this.#busy('reading')
    try {
      await this.#open(await fetchSample(name), new Map(Object.entries(samples[name].uses ?? {})))
    } catch (error) {
      this.#busy(undefined)
      this.#complain(error)
    }
  }

  async #open(file: File, choices: ColumnChoices = new Map()): Promise<void> {
    const turn = ++this.#turn
    if (this.#running === 'training') await this.#session?.stop()
    this.#problem.clear()
    this.#session = new TableSession(this.#opening.thread, file)
    this.#finished = undefined
    this.#choices = choices
    this.#target = ''
    this.#busy('reading')
    this.#say('#table-narration', `Reading ${file.name}: ${bytes(file.size)}`)
    try {
      await this.#loaded
      const format = await formatOf(file)
      if (format === 'parquet') await this.#opening.thread.ask((worker) => worker.prepareReader(format))
      await this.#traffic.begin()
      await this.#read(turn)
    } catch (error) {
      await this.#fail(error, turn)
    }
  }

  /** Reads the file of the session, then trains on it. */
  async #read(turn: number): Promise<void> {
    const session = this.#session!
    this.#busy('reading')
    const { description } = await session.open((progress) => {
      if (turn === this.#turn) this.#say('#table-narration', readingWords(session.file, progress))
    })
    if (turn !== this.#turn) return
    const asked = this.#sample === 'none' ? '' : this.#state.target
    const known = [this.#target, asked].find((name) => description.columns.some((column) => column.name === name))
    this.#target = known ?? guessTarget(description)
    this.#settings.columns(description, this.#target)
    this.#busy(undefined)
    const { rows, columns } = description
    this.#opening.announce(`${session.file.name} read: ${contentWords(description, session.isCut)}. Predicting ${this.#target}.`)
    const isQuick = rows * columns.length <= quickCells
    if (isQuick) await this.#spread(turn)
    await this.#train(turn)
    if (!isQuick) await this.#spread(turn)
    if (turn === this.#turn) this.#settle()
  }

  /** Has the values of every column counted. */
  async #spread(turn: number): Promise<void> {
    const description = this.#description
    const target = this.#target
    const column = description?.columns.find(({ name }) => name === target)
    if (!description || !column) return
    const classes = isClassified(this.#recipe, description) && column.type === 'text' ? (column.levels ?? []).map(([level]) => level).toSorted() : []
    const isAll = (column.distinct ?? 0) === classes.length
    const spreads = await this.#session!.spreads(target, isAll ? classes : [])
    if (turn === this.#turn && target === this.#target) this.#columns.spread(spreads)
  }

  get #description(): TableDescription | undefined {
    return this.#session?.read?.description
  }

  get #recipe(): TableRecipe {
    const { model, hid, m, lr, ep, held, seed } = this.#state
    return {
      target: this.#target,
      ...encodingOf(this.#choices, this.#target),
      hidden: model === 'linear' ? [] : hiddenOf(hid),
      held: held / 100,
      seed,
      batchSize: m,
      learningRate: lr,
      epochs: ep,
    }
  }

  #retarget(target: string): void {
    const columns = this.#description?.columns ?? []
    if (target === this.#target || !columns.some(({ name }) => name === target)) return
    this.#target = target
    this.#settings.columns(this.#description!, target)
    if (this.#sample !== 'none' && this.#state.target !== target) this.#opening.change({ target })
    this.#draw()
    void this.#spread(this.#turn).catch((error: unknown) => this.#complain(error))
  }

  #use(column: ColumnDescription, use: ColumnUse): void {
    this.#choices = chosen(this.#choices, column, use)
    this.#draw()
  }

  async #toggle(): Promise<void> {
    if (this.#running === 'training') return this.#session!.stop()
    const turn = ++this.#turn
    try {
      await (this.#session?.read ? this.#train(turn) : this.#read(turn))
    } catch (error) {
      await this.#fail(error, turn)
    }
    if (turn === this.#turn) this.#settle()
  }

  async #train(turn: number): Promise<void> {
    const session = this.#session!
    const recipe = this.#recipe
    this.#problem.clear()
    const hope = hopeless(session.read!.description, recipe)
    if (hope) {
      this.#draw()
      return this.#problem.show({ sentence: hope, offers: [] })
    }
    this.#busy('training')
    try {
      const result = await session.train(recipe, (progress) => {
        if (turn === this.#turn) this.#say('#table-narration', progressWords(progress))
      })
      if (turn !== this.#turn) return
      const importance = await session.importance()
      if (turn !== this.#turn) return
      this.#finished = { result, command: this.#commandOf({ ...recipe, batchSize: sizeOf(result, recipe) }) }
      this.#find('#table-result').hidden = false
      this.#find('#table-try').hidden = false
      this.#result.show(result, readPalette())
      await this.#try.show({ description: session.read!.description, result, importance })
      this.#say('#table-hash', result.weightsHash)
      this.#opening.announce(resultWords(result))
      this.#say('#table-notes', result.warnings.join(' '))
      this.#busy(undefined)
      await this.#traffic.count()
    } catch (error) {
      await this.#fail(error, turn)
    }
  }

  async #remedy(remedy: Remedy): Promise<void> {
    const { change } = this.#opening
    if (remedy.do === 'choose') return this.#find('#table-file').click()
    if (remedy.do === 'rate') change({ lr: remedy.rate })
    if (remedy.do === 'hold none') change({ held: 0 })
    if (remedy.do === 'cut') this.#session?.cut(remedy.cut)
    if (remedy.do === 'take') {
      const column = this.#description?.columns.find(({ name }) => name === remedy.column)
      if (column) this.#use(column, remedy.as === 'type' ? column.type : remedy.as)
    }
    this.#problem.clear()
    const turn = ++this.#turn
    try {
      await (remedy.do === 'cut' || !this.#session?.read ? this.#read(turn) : this.#train(turn))
    } catch (error) {
      await this.#fail(error, turn)
    }
    if (turn === this.#turn) this.#settle()
  }

  #commandOf(recipe: TableRecipe): string {
    const { file, read } = this.#session!
    return trainCommand({ name: file.name, format: read!.format, source: read!.source }, recipe)
  }

  #busy(running: 'reading' | 'training' | undefined): void {
    this.#running = running
    if (running) delete this.#root.dataset['settled']
    this.#draw()
  }

  /** Says that the scene stands still, once it is drawn. */
  #settle(): void {
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (!this.#running) this.#root.dataset['settled'] = 'true'
      }),
    )
  }

  /** Shows what follows from state and file. */
  #draw(): void {
    const description = this.#description
    this.#find('.drop').hidden = description !== undefined || this.#running === 'reading'
    for (const selector of ['.table-grid', '.table-controls', '.terminal', '.badge']) this.#find(selector).hidden = !description
    const button = this.#find<HTMLButtonElement>('#table-train')
    button.textContent = this.#running === 'training' ? 'Stop and keep' : this.#finished ? 'Train again' : 'Train'
    button.disabled = this.#running === 'reading'
    this.#settings.show(this.#state, this.#settled)
    if (!description) {
      if (!this.#running) this.#say('#table-narration', emptyWords)
      return
    }
    if (!this.#finished) for (const part of ['#table-result', '#table-try']) this.#find(part).hidden = true
    const recipe = this.#recipe
    this.#columns.show({ description, target: this.#target, isClassified: isClassified(recipe, description), choices: this.#choices })
    const used = description.columns.length - 1 - recipe.exclude.length
    this.#say('.columns-part .note', `${used} used, 1 predicted${recipe.exclude.length > 0 ? `, ${recipe.exclude.length} left out` : ''}`)
    this.#drawCommand(recipe)
    if (!this.#running) this.#narrate(description)
  }

  /** What `auto` came to, while the run it was settled for is the one shown. */
  get #settled(): { batchSize: number; learningRate: number; epochs: number } | undefined {
    const result = this.#finished?.result
    return result && { batchSize: result.batchSize, learningRate: result.learningRate, epochs: result.seen.length }
  }

  #drawCommand(recipe: TableRecipe): void {
    const finished = this.#finished
    const isSame = finished && JSON.stringify(finished.result.recipe) === JSON.stringify(recipe)
    const words = !isSame ? 'The next run, from a terminal' : finished.result.stopped ? 'The whole run, from a terminal' : 'The same from a terminal'
    this.#say('.terminal-words', words)
    this.#say('#table-command', isSame ? finished.command : this.#commandOf(recipe))
  }

  #narrate(description: TableDescription): void {
    const { file, isCut } = this.#session!
    const last = this.#finished
    const trained = last ? ` · ${trainedWords(last.result)}` : ''
    this.#find('#table-narration').replaceChildren(element('b', { textContent: file.name }), ` · ${contentWords(description, isCut)}${trained}`)
  }

  async #take(name: TakeName): Promise<void> {
    try {
      const { bytes: content, type } = await this.#session!.take(name, this.#finished!.command)
      hand(name, new Blob([content], { type }))
    } catch (error) {
      this.#complain(error)
    }
  }

  async #fail(error: unknown, turn: number): Promise<void> {
    if (turn !== this.#turn) return
    this.#busy(undefined)
    const file = this.#session?.file
    const start = await file?.slice(0, 200).text().catch(() => '')
    const problem = problemOf(error, {
      file: file?.name ?? '',
      firstLine: start?.split(/\r?\n/, 1)[0].slice(0, 60) ?? '',
      description: this.#description,
      recipe: this.#description && this.#recipe,
    })
    if (problem.isSpoilt) this.#opening.thread.restart()
    this.#problem.show(problem)
    this.#settle()
  }

  #complain(error: unknown): void {
    this.#problem.show({ sentence: error instanceof Error ? error.message : String(error), offers: [] })
  }

  #find<T extends HTMLElement>(selector: string): T {
    return this.#root.querySelector<T>(selector)!
  }

  #say(selector: string, sentence: string): void {
    this.#find(selector).textContent = sentence
  }
}

/** The batch size for the terminal: measured ones as they came out, so that the line gives the same weights. */
function sizeOf({ batchSize }: TrainingResult, recipe: TableRecipe): TableRecipe['batchSize'] {
  return recipe.batchSize === 'auto' ? batchSize : recipe.batchSize
}
