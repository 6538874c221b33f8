/** Descriptions and reports of tables as text. What was done with a column is in the core's own words. */
import type { ColumnDescription, DatasetReport, TableDescription } from './report.js'
import { tableLines } from './text-table.js'

/** Columns a text lists. */
const LISTED = 100

/** Levels of a text column that are shown. */
const LEVELS = 3

/** A table as it was read: a line a column. */
export function descriptionText({ name, rows, columns }: TableDescription): string {
  const lines = columns.map((column) => [column.name, column.type, count(column.missing), contents(column)])
  return [`${name}: ${counted(rows, 'row')}`, ...listed(['column', 'type', 'missing', 'holds'], lines)].join('\n')
}

/** What was done: a line a column. `description` says what the columns were; plain arrays have none. */
export function reportText(report: DatasetReport, description?: TableDescription): string {
  const { rows, features, classes, droppedRows, report: columns, warnings } = report
  const sizes = [counted(rows, 'row'), counted(features, 'feature'), ...(classes.length ? [counted(classes.length, 'class')] : [])]
  const dropped = droppedRows > 0 ? `; ${counted(droppedRows, 'row')} without a target left out` : ''
  const found = new Map(description?.columns.map((column) => [column.name, column]))
  const lines = (columns ?? []).map(({ name, done }) => {
    const column = found.get(name)
    return [name, column?.type ?? '', column ? count(column.missing) : '', done]
  })
  return [
    `${description ? `${description.name}: ` : ''}${sizes.join(', ')}${dropped}`,
    ...(columns ? listed(['column', 'type', 'missing', 'done'], lines) : ['plain arrays, taken as they are']),
    ...(warnings ?? []).map((warning) => `note: ${warning}`),
  ].join('\n')
}

/** `0 … 79, mean 48.52`, or the most frequent levels. */
function contents({ type, min, max, mean, distinct, levels }: ColumnDescription): string {
  if (type === 'text') {
    const most = (levels ?? []).slice(0, LEVELS).map(([level, rows]) => `${level} (${count(rows)})`)
    return distinct ? `${counted(distinct, 'level')}: ${most.join(', ')}${distinct > LEVELS ? ', …' : ''}` : 'nothing'
  }
  if (min === undefined || max === undefined) return 'nothing'
  if (type === 'date') return `${day(min)} … ${day(max)}`
  return `${short(min)} … ${short(max)}${mean === undefined ? '' : `, mean ${short(mean)}`}`
}

/** The first lines in columns, of which the third counts and ends flush. */
function listed(head: readonly string[], lines: readonly (readonly string[])[]): string[] {
  const rest = lines.length - LISTED
  return [
    ...tableLines([head, ...lines.slice(0, LISTED)], (column) => column === 2).map((line) => `  ${line}`.trimEnd()),
    ...(rest > 0 ? [`  … and ${counted(rest, 'more column')}`] : []),
  ]
}

function day(days: number): string {
  const date = new Date(days * 86_400_000)
  return Number.isNaN(date.getTime()) ? short(days) : date.toISOString().slice(0, 10)
}

/** Five digits. */
function short(value: number): string {
  return String(Number(value.toPrecision(5)))
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}

function counted(value: number, noun: string): string {
  const plural = noun.endsWith('s') ? `${noun}es` : `${noun}s`
  return `${count(value)} ${value === 1 ? noun : plural}`
}
