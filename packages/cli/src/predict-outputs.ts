/** What predictions are written as: CSV, JSON lines or Parquet, piece by piece. */
import type { Dataset } from 'minibatch'

/** What is written for each row: named values. */
export interface Result {
  readonly rows: number
  readonly names: readonly string[]
  readonly valuesOf: (row: number) => readonly (number | string)[]
  /** All of them as the part of a document. */
  readonly document: () => object
}

export type Output = 'csv' | 'jsonl' | 'parquet'

/** Gives the pieces of a file: the kept columns, then the result's. */
type Write = (dataset: Dataset, keep: readonly string[], result: Result) => Iterable<Uint8Array | string> | Promise<Iterable<Uint8Array | string>>

/** Rows written at once. */
const PIECE = 8192

/** RFC 4180. */
function* csv(dataset: Dataset, keep: readonly string[], { rows, names, valuesOf }: Result): Generator<string> {
  yield `${[...keep, ...names].map(csvField).join(',')}\n`
  for (let from = 0; from < rows; from += PIECE) {
    const length = Math.min(PIECE, rows - from)
    const kept = keep.map((column) => dataset.texts(column, from, length))
    yield Array.from({ length }, (_, i) => {
      const fields = [...kept.map((texts) => texts[i] ?? ''), ...valuesOf(from + i)]
      return `${fields.map((field) => csvField(String(field))).join(',')}\n`
    }).join('')
  }
}

function* jsonLines(dataset: Dataset, keep: readonly string[], { rows, names, valuesOf }: Result): Generator<string> {
  for (let from = 0; from < rows; from += PIECE) {
    const length = Math.min(PIECE, rows - from)
    const kept = keep.map((column) => dataset.texts(column, from, length))
    yield Array.from({ length }, (_, i) => {
      const values = valuesOf(from + i)
      const row = [...keep.map((column, k) => [column, kept[k]![i] ?? null]), ...names.map((name, k) => [name, values[k]])]
      return `${JSON.stringify(Object.fromEntries(row))}\n`
    }).join('')
  }
}

/** Quoted where it must be (RFC 4180). */
function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Kept columns of numbers as doubles, all else as text; a missing cell is null. Snappy, as most readers take it. */
async function parquet(dataset: Dataset, keep: readonly string[], { rows, names, valuesOf }: Result): Promise<Uint8Array[]> {
  const { parquetWriteBuffer } = await import('hyparquet-writer')
  const types = new Map(dataset.describe().columns.map(({ name, type }) => [name, type]))
  const kept = keep.map((name) => {
    const texts = dataset.texts(name)
    if (types.get(name) !== 'number') return { name, data: texts, type: 'STRING' as const }
    return { name, data: texts.map((text) => (text === null ? null : Number(text))), type: 'DOUBLE' as const }
  })
  const columns = names.map((name): { name: string; data: (number | string)[] } => ({ name, data: [] }))
  for (let row = 0; row < rows; row++) {
    for (const [index, value] of valuesOf(row).entries()) columns[index]!.data.push(value)
  }
  const made = columns.map(({ name, data }) => ({ name, data, type: typeof data[0] === 'string' ? ('STRING' as const) : ('DOUBLE' as const), nullable: false }))
  return [new Uint8Array(parquetWriteBuffer({ columnData: [...kept, ...made] }))]
}

/** How each is written. */
export const OUTPUTS: Readonly<Record<Output, Write>> = { csv, jsonl: jsonLines, parquet }
