/** What the scene shows of where it stands: which parts are there, the narration, the controls, the columns, the line. */
import type { ColumnDescription } from 'minibatch'
import { element } from '../../element.ts'
import type { TableState } from '../../state.ts'
import type { ColumnSpread } from './bins.ts'
import type { ColumnUse } from './column-choices.ts'
import { ColumnsPart } from './columns.ts'
import { type Finished, FinishedPart, type FinishedOptions } from './finished.ts'
import type { MissingCell } from './missing.ts'
import { MissingPart } from './missing-part.ts'
import type { TableRecipe } from './recipe.ts'
import type { TableSession } from './session.ts'
import { Settings } from './settings.ts'
import type { Subject } from './subject.ts'
import { TerminalPart } from './terminal.ts'
import { contentWords, emptyWords, trainedWords } from './words.ts'

export interface Standing {
  readonly state: TableState
  readonly running: 'reading' | 'training' | undefined
  readonly session: TableSession | undefined
  readonly subject: Subject | undefined
  readonly finished: Finished | undefined
}

export interface ViewOptions extends FinishedOptions {
  readonly change: (part: Partial<TableState>) => void
  readonly retarget: (target: string) => void
  readonly use: (column: ColumnDescription, use: ColumnUse) => void
  readonly missing: () => Promise<readonly MissingCell[]>
  readonly commandOf: (recipe: TableRecipe) => string
}

export class TableView {
  readonly #options: ViewOptions
  readonly #settings: Settings
  readonly #columns: ColumnsPart
  readonly #missing: MissingPart
  readonly #finished: FinishedPart
  readonly #terminal: TerminalPart

  constructor(options: ViewOptions) {
    const { root, use, missing } = options
    this.#options = options
    this.#settings = new Settings(options)
    this.#columns = new ColumnsPart(this.#find('.columns'), use)
    this.#missing = new MissingPart(root, missing)
    this.#finished = new FinishedPart(options)
    this.#terminal = new TerminalPart(root)
  }

  show({ state, running, session, subject, finished }: Standing): void {
    const result = finished?.result
    this.#find('.drop').hidden = subject !== undefined || running === 'reading'
    for (const selector of ['.table-grid', '.table-controls', '.terminal', '.badge']) this.#find(selector).hidden = !subject
    const button = this.#find<HTMLButtonElement>('#table-train')
    button.querySelector('span')!.textContent = running === 'training' ? 'Stop and keep' : result ? 'Train again' : 'Train'
    button.querySelector('svg')!.toggleAttribute('hidden', running === 'training' || !result)
    button.disabled = running === 'reading'
    this.#settings.show(state, result && { ...result, epochs: result.seen.length })
    if (!result) this.#finished.hide()
    if (!running) this.#narrate(session, subject, finished)
    if (subject) this.#showSubject(subject, subject.recipe(state), finished)
  }

  #showSubject(subject: Subject, recipe: TableRecipe, finished: Finished | undefined): void {
    const { columns } = subject.description
    const left = recipe.exclude.length
    this.#settings.columns(subject.description, subject.target)
    this.#columns.show(subject)
    this.#missing.show(subject.description)
    this.#say('.columns-part .note', `${columns.length - 1 - left} used, 1 predicted${left > 0 ? `, ${left} left out` : ''}`)
    this.#terminal.show(recipe, finished, this.#options.commandOf)
  }

  #narrate(session: TableSession | undefined, subject: Subject | undefined, finished: Finished | undefined): void {
    if (!session || !subject) return this.narrate(emptyWords)
    const trained = finished ? ` · ${trainedWords(finished.result)}` : ''
    const file = element('b', { textContent: session.file.name })
    this.#find('#table-narration').replaceChildren(file, ` · ${contentWords(subject.description, session.isCut)}${trained}`)
  }

  narrate(sentence: string): void {
    this.#say('#table-narration', sentence)
  }

  /** Shows a run that is finished; its row to try is asked for. */
  showFinished({ description }: Subject, finished: Finished): Promise<void> {
    return this.#finished.show(description, finished)
  }

  spread(spreads: readonly ColumnSpread[]): void {
    this.#columns.spread(spreads)
  }

  /** The next batch size or rate of the list. */
  step(which: 'm' | 'lr', by: 1 | -1): void {
    this.#settings.step(which, by)
  }

  switchTables(): void {
    this.#finished.switchTables()
  }

  #find<T extends HTMLElement>(selector: string): T {
    return this.#options.root.querySelector<T>(selector)!
  }

  #say(selector: string, sentence: string): void {
    this.#find(selector).textContent = sentence
  }
}
