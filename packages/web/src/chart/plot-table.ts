/** The numbers of a chart as a table in its place, and back. */
import { element } from '../element.ts'

export interface PlottedNumbers {
  readonly head: readonly string[]
  /** The first cell of a row is its head. */
  readonly rows: readonly (readonly string[])[]
}

export class PlotTable {
  readonly #button: HTMLButtonElement
  readonly #plot: HTMLElement
  readonly #table: HTMLElement
  #numbers: () => PlottedNumbers = () => ({ head: [], rows: [] })

  /** `place` holds the button, the plot (with what belongs to it, in an element of `data-plot`) and the table's place. */
  constructor(place: HTMLElement) {
    this.#button = place.querySelector<HTMLButtonElement>('.table-button')!
    this.#plot = place.querySelector<HTMLElement>('[data-plot], [role=img]')!
    this.#table = place.querySelector<HTMLElement>('.chart-table')!
    this.#button.addEventListener('click', () => this.switch())
  }

  /** Takes other numbers; they are written when they are looked at. */
  show(numbers: () => PlottedNumbers): void {
    this.#numbers = numbers
    if (!this.#table.hidden) this.#fill()
  }

  switch(): void {
    const shown = this.#table.hidden
    this.#table.hidden = !shown
    this.#plot.hidden = shown
    this.#button.setAttribute('aria-pressed', String(shown))
    if (shown) this.#fill()
  }

  #fill(): void {
    const { head, rows } = this.#numbers()
    const header = element('tr', {}, ...head.map((text) => element('th', { scope: 'col', textContent: text })))
    const lines = rows.map(([first, ...others]) =>
      element('tr', {}, element('th', { scope: 'row', textContent: first }), ...others.map((text) => element('td', { textContent: text }))),
    )
    this.#table.replaceChildren(element('table', {}, element('thead', {}, header), element('tbody', {}, ...lines)))
  }
}
