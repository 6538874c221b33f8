/** The type of a raw row, and how it becomes features. */
import type { ColumnEncoding, EncoderDescription } from '../../encoder-description.js'
import { type FunctionName, IDENTIFIER, NUMBER } from './functions.js'
import { list, property, quoted } from './literal.js'

/** A part of a program and the functions it calls. */
export interface Part {
  readonly text: string
  readonly uses: readonly FunctionName[]
}

const CELLS: Readonly<Record<ColumnEncoding['type'], string>> = {
  number: `/** A number, or a text that is one. */
export type NumberCell = number | bigint | string | null | undefined`,
  date: `/** A date, or an ISO 8601 text such as 2024-01-31 or 2024-01-31T12:30:00+01:00; without a zone it is UTC. */
export type DateCell = Date | string | null | undefined`,
  text: `/** A text; a number counts by its value, however it is written. */
export type TextCell = string | number | bigint | boolean | null | undefined`,
}

const TYPES = { number: 'NumberCell', date: 'DateCell', text: 'TextCell' } as const
const READERS = { number: 'numberOf', date: 'dateOf', text: 'levelOf' } as const

/** The raw columns of a table. */
export function tableColumns({ columns, missingMarks }: EncoderDescription): Part {
  const types = (['number', 'date', 'text'] as const).filter((type) => columns.some((column) => column.type === type))
  const text = [
    ...types.map((type) => CELLS[type]),
    `/**
 * The raw columns of a row; it may have others. A cell is missing where it is null, undefined, NaN, or one of the texts
 * in MISSING, in any case.
 */
export interface Row {
${columns.map(({ name, type }) => `  readonly ${property(name)}: ${TYPES[type]}\n`).join('')}}`,
    `const MISSING: ReadonlySet<string> = new Set(${list(missingMarks.map(quoted), '')})`,
    `/** The features of a row: numbers standardised, texts one-hot. */
function encode(row: Row): readonly number[] {
  return [
${columns.map((column) => `    ${featuresOf(column)},\n`).join('')}  ]
}`,
  ].join('\n\n')
  return { text, uses: columns.flatMap((column) => [READERS[column.type], encoderOf(column)]) }
}

/** The d numbers of a plain row. */
export function plainColumns(features: number): Part {
  const text = `/** ${features} numbers, in the order of the training. */
export type Row = ArrayLike<number>

/** The features of a row are its numbers. */
function encode(row: Row): readonly number[] {
  const numbers = Array.from(row)
  if (numbers.length !== ${features}) throw new TypeError(\`Expected a row of ${features} numbers, got \${numbers.length}.\`)
  numbers.forEach((number, place) => {
    if (!Number.isFinite(number)) throw new TypeError(\`Expected a finite number at place \${place} of the row, got \${number}.\`)
  })
  return numbers
}`
  return { text, uses: [] }
}

function encoderOf(column: ColumnEncoding): FunctionName {
  if (column.type === 'text') return 'oneHot'
  return column.missing ? 'withFlag' : 'standardised'
}

function featuresOf(column: ColumnEncoding): string {
  const cell = `${READERS[column.type]}(row, ${quoted(column.name)})`
  if (column.type !== 'text') {
    const call = `${encoderOf(column)}(${cell}, ${column.mean}, ${column.scale})`
    return column.missing ? `...${call}` : call
  }
  const levels = column.levels.map(levelText)
  return `...oneHot(${cell}, ${list(column.missing ? [...levels, 'null'] : levels, '    ')})`
}

/** A level that is a plain number as that number, so that 1 and 1.0 are one. */
function levelText(level: string): string {
  const isNumber = NUMBER.test(level) && !IDENTIFIER.test(level) && Number.isFinite(Number(level))
  return isNumber ? String(Number(level)) : quoted(level)
}
