/** How many cells were taken as missing, and a button that lists the first of them. */
import type { TableDescription } from 'minibatch'
import { element } from '../../element.ts'
import { counted, whole } from '../../number.ts'
import { type MissingCell, missingOf } from './missing.ts'

export class MissingPart {
  readonly #place: HTMLElement
  readonly #words: HTMLElement
  readonly #button: HTMLButtonElement
  readonly #list: HTMLElement
  #description: TableDescription | undefined

  /** `cells` gives the first cells that are missing. */
  constructor(root: HTMLElement, cells: () => Promise<readonly MissingCell[]>) {
    this.#place = root.querySelector<HTMLElement>('.missing-part')!
    this.#words = this.#place.querySelector<HTMLElement>('.missing-words')!
    this.#button = this.#place.querySelector('button')!
    this.#list = this.#place.querySelector<HTMLElement>('.missing-list')!
    this.#button.addEventListener('click', () => void this.#toggle(cells))
  }

  /** Tells of a table; what was listed of the one before is gone. */
  show(description: TableDescription): void {
    if (description === this.#description) return
    this.#description = description
    const missing = missingOf(description)
    this.#place.hidden = missing === 0
    this.#words.textContent = missing === 1 ? '1 cell is taken as missing.' : `${counted(missing, 'cell')} are taken as missing.`
    this.#open([])
  }

  async #toggle(cells: () => Promise<readonly MissingCell[]>): Promise<void> {
    if (!this.#list.hidden) return this.#open([])
    const description = this.#description!
    try {
      const found = await cells()
      const more = missingOf(description) - found.length
      const lines = found.map(({ row, column }) => `row ${whole(row)}, ${column}`)
      if (description === this.#description) this.#open(more > 0 ? [...lines, `and ${whole(more)} more`] : lines)
    } catch (error) {
      this.#open([error instanceof Error ? error.message : String(error)])
    }
  }

  /** Lists these lines; none folds the list away. */
  #open(lines: readonly string[]): void {
    this.#list.replaceChildren(...lines.map((textContent) => element('li', { textContent })))
    this.#list.hidden = lines.length === 0
    this.#button.textContent = lines.length === 0 ? 'Show them' : 'Hide them'
    this.#button.setAttribute('aria-expanded', String(lines.length > 0))
  }
}
