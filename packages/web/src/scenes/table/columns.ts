/** The columns of a table: name, type, missing (only if any), range and the spread of the values; the one to predict first. */
import type { ColumnDescription, TableDescription } from 'minibatch'
import { element } from '../../element.ts'
import { counted, plain, whole } from '../../number.ts'
import type { ColumnSpread } from './bins.ts'
import { type ColumnChoices, type ColumnUse, usesOf } from './column-choices.ts'
import { sharesPicture, spreadPicture } from './spread-picture.ts'

/** Columns written out; a table may have thousands. */
const most = 300
/** Rows that are made at once: more would keep the page waiting. */
const batch = 40

export interface ColumnsShown {
  readonly description: TableDescription
  readonly target: string
  readonly isClassified: boolean
  readonly choices: ColumnChoices
}

export class ColumnsPart {
  readonly #table: HTMLTableElement
  readonly #choose: (column: ColumnDescription, use: ColumnUse) => void
  #spreads: ReadonlyMap<string, ColumnSpread> = new Map()
  #shown: ColumnsShown | undefined
  #drawing = 0

  constructor(table: HTMLTableElement, choose: (column: ColumnDescription, use: ColumnUse) => void) {
    this.#table = table
    this.#choose = choose
  }

  /** Draws the columns anew where anything about them changed. */
  show({ description, target, isClassified, choices }: ColumnsShown): void {
    const before = this.#shown
    if (before?.description !== description) this.#spreads = new Map()
    else if (before.target === target && before.isClassified === isClassified && before.choices === choices) return
    this.#shown = { description, target, isClassified, choices }
    void this.#draw(this.#shown)
  }

  /** Draws how the values are spread. */
  spread(spreads: readonly ColumnSpread[]): void {
    this.#spreads = new Map(spreads.map((spread) => [spread.name, spread]))
    if (this.#shown) void this.#draw(this.#shown)
  }

  async #draw(shown: ColumnsShown): Promise<void> {
    const drawing = ++this.#drawing
    const { columns } = shown.description
    const isStacked = [...this.#spreads.values()].some(({ groups }) => groups > 1)
    const anyMissing = columns.some(({ missing }) => missing > 0)
    const focused = this.#table.contains(document.activeElement) ? document.activeElement?.getAttribute('aria-label') : undefined
    const head = ['name', 'type', ...(anyMissing ? ['missing'] : []), 'range', isStacked ? 'values, by class' : 'values']
    const body = element('tbody')
    const ordered = columns.toSorted((a, b) => Number(b.name === shown.target) - Number(a.name === shown.target)).slice(0, most)
    const append = (from: number): void => body.append(...ordered.slice(from, from + batch).map((column) => this.#row(column, shown, anyMissing)))
    append(0)
    const header = element('thead', {}, element('tr', {}, ...head.map((text) => element('th', { scope: 'col', textContent: text }))))
    this.#table.replaceChildren(header, body)
    if (focused) this.#table.querySelector<HTMLElement>(`[aria-label="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true })
    for (let from = batch; from < ordered.length; from += batch) {
      await new Promise((resolve) => setTimeout(resolve))
      if (drawing !== this.#drawing) return
      append(from)
    }
    if (columns.length > most) {
      const note = element('td', { colSpan: head.length, className: 'note', textContent: `And ${counted(columns.length - most, 'column')} more.` })
      body.append(element('tr', {}, note))
    }
  }

  #row(column: ColumnDescription, { target, isClassified, choices }: ColumnsShown, anyMissing: boolean): HTMLTableRowElement {
    const isTarget = column.name === target
    const use = choices.get(column.name) ?? (isTarget && isClassified ? 'text' : column.type)
    const name = element('th', { scope: 'row', title: column.name, textContent: column.name })
    const spread = this.#spreads.get(column.name)
    const picture = spread && (isTarget && spread.groups > 1 ? sharesPicture(spread) : spreadPicture(spread))
    const row = element(
      'tr',
      { className: isTarget ? 'is-target' : use === 'skip' ? 'is-skipped' : '' },
      name,
      element('td', {}, this.#use(column, use, isTarget)),
      ...(anyMissing ? [element('td', { textContent: column.missing > 0 ? whole(column.missing) : '' })] : []),
      element('td', { className: 'range', textContent: isTarget ? 'to predict' : use === 'skip' ? 'left out' : rangeOf(column) }),
      element('td', { className: 'spread' }, ...(picture ? [picture] : [])),
    )
    return row
  }

  #use(column: ColumnDescription, use: ColumnUse, isTarget: boolean): HTMLSelectElement {
    const select = element('select', { className: 'use' })
    select.setAttribute('aria-label', `${column.name}, taken as`)
    select.append(...usesOf(column, isTarget).map((own) => new Option(wordsOf(own, column, isTarget), own, false, own === use)))
    select.addEventListener('change', () => this.#choose(column, select.value as ColumnUse))
    return select
  }
}

function wordsOf(use: ColumnUse, { distinct, type }: ColumnDescription, isTarget: boolean): string {
  if (!isTarget || use !== 'text') return use
  return type === 'text' && distinct !== undefined ? counted(distinct, 'name') : 'names'
}

/** "25–346", or the number of a text column's levels. */
export function rangeOf({ type, min, max, distinct }: ColumnDescription): string {
  if (type === 'text') return typeof distinct === 'number' ? counted(distinct, 'level') : ''
  if (typeof min !== 'number' || typeof max !== 'number') return ''
  if (type === 'date') return `${year(min)}–${year(max)}`
  const dash = min < 0 || max < 0 ? ' to ' : '–'
  return `${plain(min)}${dash}${plain(max)}`
}

/** The year of a day counted from 1970-01-01. */
function year(day: number): number {
  return new Date(day * 86_400_000).getUTCFullYear()
}
