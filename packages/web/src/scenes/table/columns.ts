/** The columns of a table: name, type, missing (only if any) and range; the one to predict is marked. */
import type { TableDescription } from 'minibatch'
import { significant, whole } from '../../number.ts'

type Column = TableDescription['columns'][number]

/** Columns written out; a table may have thousands. */
const most = 500

export function drawColumns(table: HTMLTableElement, { columns }: TableDescription, target: string): void {
  const anyMissing = columns.some(({ missing }) => missing > 0)
  const head = ['name', 'type', ...(anyMissing ? ['missing'] : []), 'range']
  const header = document.createElement('thead')
  header.append(row(head.map((text, index) => cell('th', text, index === head.length - 1 ? 'number' : ''))))
  const body = document.createElement('tbody')
  const ordered = columns.toSorted((a, b) => Number(b.name === target) - Number(a.name === target))
  for (const column of ordered.slice(0, most)) {
    const isTarget = column.name === target
    const name = cell('th', column.name, '')
    name.scope = 'row'
    name.title = column.name
    const line = row([
      name,
      cell('td', isTarget ? 'to predict' : column.type, ''),
      ...(anyMissing ? [cell('td', column.missing > 0 ? whole(column.missing) : '', '')] : []),
      cell('td', range(column), 'number'),
    ])
    if (isTarget) line.className = 'is-target'
    body.append(line)
  }
  table.replaceChildren(header, body)
}

/** "25–346", or the number of a text column's levels. */
function range({ type, min, max, distinct }: Column): string {
  if (type === 'text') return typeof distinct === 'number' ? `${whole(distinct)} levels` : ''
  if (typeof min !== 'number' || typeof max !== 'number') return ''
  if (type === 'date') return `${year(min)} – ${year(max)}`
  return `${significant(min)} – ${significant(max)}`
}

/** The year of a day counted from 1970-01-01. */
function year(day: number): number {
  return new Date(day * 86_400_000).getUTCFullYear()
}

function row(cells: readonly HTMLElement[]): HTMLTableRowElement {
  const line = document.createElement('tr')
  line.append(...cells)
  return line
}

function cell<T extends 'td' | 'th'>(tag: T, text: string, className: string): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag)
  element.textContent = text
  if (className !== '') element.className = className
  return element
}
