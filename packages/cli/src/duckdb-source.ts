/**
 * Parquet, JSON and SQL, read by DuckDB and handed on column by column. DuckDB is loaded only when such data is named.
 * It reads and keeps the order of rows; it computes no number that enters a model.
 *
 * A cell comes out as a CSV copy of it would read: doubles and whole numbers as numbers, decimals as the number their
 * text says, booleans as `true` and `false`, dates and times as ISO text, everything else as its text.
 */
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection, DuckDBResult, DuckDBVector } from '@duckdb/node-api'
import { CommandError, EXIT } from './exit.js'

/** A file by its path, or a query, over a database file when one is named. */
export type DuckdbRequest =
  | { readonly kind: 'parquet' | 'json'; readonly path: string }
  | { readonly kind: 'sql'; readonly query: string; readonly database?: string | undefined }

/** One column of a chunk: numbers with NaN where a cell is missing, or texts with '' where one is. */
export type ColumnPiece = Float64Array | readonly string[]

/** Rows in the source's order, cut at any row. */
export interface ColumnChunk {
  readonly rows: number
  readonly columns: readonly ColumnPiece[]
}

/** Columns as they come. Within a column every piece is of one kind. */
export interface ColumnStream {
  readonly names: readonly string[]
  readonly chunks: AsyncIterable<ColumnChunk>
}

/**
 * Reading a Parquet file holds one row group a thread; a query that sorts or joins may hold half the memory, and spills
 * to the temporary folder beyond it.
 */
const SETTINGS = {
  memory_limit: `${Math.max(512, Math.floor(totalmem() / 2 ** 21))}MiB`,
  threads: '2',
  preserve_insertion_order: 'true',
}

/** An open query. */
interface Query {
  readonly request: DuckdbRequest
  readonly connection: DuckDBConnection
  readonly result: DuckDBResult
  readonly close: () => Promise<void>
}

/**
 * Opens the source. The returned stream closes DuckDB when it has been read to its end or left.
 *
 * @throws CommandError DATA_INVALID for a file that is missing or cannot be read, OPTION_INVALID for a query that fails
 */
export async function openDuckdb(request: DuckdbRequest): Promise<ColumnStream> {
  const { DuckDBInstance } = await loadDuckdb()
  const spill = join(tmpdir(), `minibatch-${randomUUID()}`)
  const database = request.kind === 'sql' ? request.database : undefined
  let instance: Awaited<ReturnType<typeof DuckDBInstance.create>> | undefined
  let connection: DuckDBConnection | undefined
  const close = async () => {
    connection?.closeSync()
    instance?.closeSync()
    await rm(spill, { recursive: true, force: true })
  }
  try {
    const access = database === undefined ? {} : { access_mode: 'READ_ONLY' }
    instance = await DuckDBInstance.create(database ?? ':memory:', { ...SETTINGS, ...access, temp_directory: spill })
    connection = await instance.connect()
    // Inside a transaction a failure in the middle of the stream can be told from its end.
    await connection.run('BEGIN')
    const result = await connection.stream(queryOf(request))
    return { names: result.columnNames(), chunks: chunksOf({ request, connection, result, close }) }
  } catch (cause) {
    await close()
    throw readError(cause, request)
  }
}

async function loadDuckdb(): Promise<typeof import('@duckdb/node-api')> {
  try {
    return await import('@duckdb/node-api')
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new CommandError(
      'BACKEND_UNAVAILABLE',
      `Parquet, JSON and SQL are read by DuckDB, which cannot load here: ${why}. Reinstall @minibatch/cli with its dependencies, or give a CSV file.`,
    )
  }
}

function queryOf(request: DuckdbRequest): string {
  if (request.kind === 'sql') return request.query
  const file = `'${request.path.replaceAll("'", "''")}'`
  if (request.kind === 'parquet') return `SELECT * FROM read_parquet(${file})`
  // Columns come from all rows, not from the first ones, and cells as their JSON text, whose kind the core settles.
  return `SELECT * FROM read_json_auto(${file}, sample_size = -1, maximum_depth = 1)`
}

async function* chunksOf(query: Query): AsyncGenerator<ColumnChunk> {
  const { request, result, close } = query
  const read = result.columnTypes().map((type) => {
    if (request.kind === 'json') return jsonTexts
    return NUMERIC.has(baseName(String(type))) ? numbers : texts
  })
  let done = 0
  try {
    for (;;) {
      const chunk = await result.fetchChunk()
      if (chunk === null || chunk.rowCount === 0) break
      const rows = chunk.rowCount
      yield { rows, columns: read.map((column, i) => column(chunk.getColumnVector(i), rows)) }
      done += rows
    }
    await checkWhole(query, done)
  } catch (cause) {
    throw readError(cause, request)
  } finally {
    await close()
  }
}

/**
 * A stream that fails in its middle ends like a whole one. The transaction around it tells: it is aborted then.
 */
async function checkWhole({ connection, request }: Query, rows: number): Promise<void> {
  try {
    await connection.run('SELECT 1')
    return
  } catch {
    await connection.run('ROLLBACK')
  }
  // The reason is lost with the stream; a query that looks at every cell meets it again.
  const again = queryOf(request).replace(/;\s*$/, '')
  await connection.run(`SELECT bit_xor(hash(t)) FROM (${again}\n) t`)
  throw new Error(`it ends after ${rows} rows for a reason DuckDB does not give`)
}

/** Types whose text is a number. HUGEINT and wider are exact as BigInt and rounded once, as their text would be. */
const NUMERIC = new Set(
  ['DOUBLE', 'FLOAT', 'DECIMAL'].concat(
    ['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT'].flatMap((name) => [name, `U${name}`]),
  ),
)

function baseName(type: string): string {
  return type.replace(/\(.*$/s, '')
}

function numbers(vector: DuckDBVector, rows: number): Float64Array {
  const values = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const value = vector.getItem(row)
    if (value === null) values[row] = Number.NaN
    else if (typeof value === 'number') values[row] = value
    else values[row] = Number(typeof value === 'bigint' ? value : String(value))
  }
  return values
}

function texts(vector: DuckDBVector, rows: number): string[] {
  const values: string[] = []
  for (let row = 0; row < rows; row++) {
    const value = vector.getItem(row)
    values.push(value === null ? '' : String(value))
  }
  return values
}

/** Cells as their JSON text: strings are unquoted, numbers stand as they were written. */
function jsonTexts(vector: DuckDBVector, rows: number): string[] {
  return texts(vector, rows).map((text) => {
    if (text === 'null') return ''
    return text.startsWith('"') ? (JSON.parse(text) as string) : text
  })
}

/** DuckDB's messages span lines and begin with the kind of error; the first sentence says what is wrong. */
function readError(cause: unknown, request: DuckdbRequest): unknown {
  if (cause instanceof CommandError || !(cause instanceof Error) || 'details' in cause) return cause
  const [first = ''] = cause.message.split('\n')
  const said = first.replace(/^([A-Z][\w ]*: )+/, '').replace(/[.!?\s]*$/, '.')
  if (cause.message.startsWith('Out of Memory')) {
    return new CommandError('OUT_OF_MEMORY', `DuckDB ran out of memory: ${said} Name fewer columns by --sql.`, { exit: EXIT.failed })
  }
  if (request.kind === 'sql') {
    // A query names tables and columns: what it names wrongly is usage.
    return new CommandError('OPTION_INVALID', `Option --sql failed: ${said}`, { details: { option: 'sql' } })
  }
  return new CommandError('DATA_INVALID', `Cannot read '${request.path}': ${said}`, { details: { file: request.path } })
}
