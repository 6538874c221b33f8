import type { Core, Table, TableReader } from './backend/types.js'
import { type ColumnCells, type Columns, isNumberOrMissing, openReader, pushColumn } from './columns.js'
import { aborted, calling, MinibatchError } from './errors.js'

/** A column's name, and whether its cells cross as numbers: settled by the first piece that has a value. */
interface ColumnKind {
  readonly name: string
  numeric: boolean | undefined
  /** Rows seen before its kind was known, all missing. */
  waiting: number
}

/** Reads a table that comes in pieces by columns. */
export async function pushChunks(
  core: Core,
  chunks: Iterable<Columns> | AsyncIterable<Columns>,
  optionsJson: string,
  signal?: AbortSignal,
): Promise<Table> {
  let reader: TableReader | undefined
  let kinds: ColumnKind[] = []
  for await (const chunk of chunks) {
    if (signal?.aborted) throw aborted(signal)
    if (!reader) {
      const names = chunk instanceof Map ? [...chunk.keys()] : Object.keys(chunk)
      kinds = names.map((name: string) => ({ name, numeric: undefined, waiting: 0 }))
      reader = openReader(
        core,
        kinds.map(({ name }) => name),
        optionsJson,
      )
    }
    pushChunk(reader, chunk, kinds)
  }
  if (!reader) throw new MinibatchError('DATA_INVALID', 'The table has no rows; give at least one.')
  const whole = reader
  for (const [index, kind] of kinds.entries()) flush(whole, index, { ...kind, numeric: kind.numeric ?? true })
  return calling(() => whole.finish())
}

function pushChunk(reader: TableReader, chunk: Columns, kinds: ColumnKind[]): void {
  for (const [index, kind] of kinds.entries()) {
    const cells = chunk instanceof Map ? chunk.get(kind.name) : (chunk as Record<string, ColumnCells>)[kind.name]
    if (!cells) {
      throw new MinibatchError('SHAPE_MISMATCH', `A piece lacks column '${kind.name}', which the first piece has.`, {
        column: kind.name,
      })
    }
    if (kind.numeric === undefined) kind.numeric = kindOf(cells)
    if (kind.numeric === undefined) {
      kind.waiting += cells.length
      continue
    }
    flush(reader, index, kind)
    kind.waiting = 0
    pushColumn(reader, index, { name: kind.name, cells, numeric: kind.numeric })
  }
}

/** True for numbers, false for text, undefined where every cell is missing. */
function kindOf(cells: ColumnCells): boolean | undefined {
  if (ArrayBuffer.isView(cells)) return true
  const first = cells.find((cell) => cell !== null && cell !== undefined)
  return first === undefined ? undefined : isNumberOrMissing(first)
}

/** The missing cells that came before the kind of the column was known. */
function flush(reader: TableReader, index: number, { name, waiting, numeric }: ColumnKind): void {
  if (waiting === 0) return
  pushColumn(reader, index, { name, cells: Array.from({ length: waiting }, () => null), numeric: numeric ?? true })
}
