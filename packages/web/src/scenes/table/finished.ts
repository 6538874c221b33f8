/** A finished run as the scene shows it: the result, a row to try, what to know of it, and the line for a terminal. */
import type { Row, TableDescription } from 'minibatch'
import { readPalette } from '../../palette.ts'
import { themes } from '../../theme.ts'
import type { ColumnImportance } from './importance.ts'
import { notesOf } from './notes.ts'
import { drawOffers } from './offers.ts'
import type { Remedy } from './problem.ts'
import { ResultPart } from './result.ts'
import type { RowAnswer, TrainingResult } from './training.ts'
import { TryRow } from './try-row.ts'

export interface Finished {
  readonly result: TrainingResult
  readonly importance: readonly ColumnImportance[]
  /** The line that makes the same in a terminal. */
  readonly command: string
}

export interface FinishedOptions {
  readonly root: HTMLElement
  readonly predict: (row: Row) => Promise<RowAnswer>
  readonly rowAt: (place: number) => Promise<Row>
  readonly announce: (sentence: string) => void
  readonly remedy: (remedy: Remedy) => void
}

export class FinishedPart {
  readonly #options: FinishedOptions
  readonly #result: ResultPart
  readonly #try: TryRow

  constructor(options: FinishedOptions) {
    this.#options = options
    this.#try = new TryRow(options)
    this.#result = new ResultPart(options.root, (miss) => void this.#try.open(miss, 'a miss'))
    themes.addEventListener('themechange', () => this.#result.draw(readPalette()))
  }

  async show(description: TableDescription, { result, importance }: Finished): Promise<void> {
    this.#setHidden(false)
    this.#result.show(result, readPalette())
    this.#find('#table-hash').textContent = result.weightsHash
    const notes = notesOf(result)
    this.#find('#table-notes').textContent = notes.map(({ sentence }) => sentence).join(' ')
    const offers = notes.flatMap(({ offer }) => (offer ? [offer] : []))
    drawOffers(this.#find('.note-actions'), offers, this.#options.remedy)
    await this.#try.show({ description, result, importance })
  }

  switchTables(): void {
    this.#result.switchTables()
  }

  hide(): void {
    this.#setHidden(true)
  }

  #setHidden(hidden: boolean): void {
    for (const part of ['#table-result', '#table-try']) this.#find(part).hidden = hidden
  }

  #find(selector: string): HTMLElement {
    return this.#options.root.querySelector<HTMLElement>(selector)!
  }
}
