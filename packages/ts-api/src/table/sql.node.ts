/**
 * The rows of a query, read by DuckDB and handed on column by column. DuckDB is loaded only when a query is given. It
 * reads and keeps the order of rows; it computes no number that enters a model.
 *
 * A cell comes out as a CSV copy of it would read: doubles and whole numbers as numbers, decimals as the number their
 * text says, booleans as `true` and `false`, dates and times as ISO text, JSON by what it holds, all else as its text.
 */
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection, DuckDBResult, DuckDBVector } from '@duckdb/node-api'
import { loadCore } from '#load'

import { openReader } from '../columns.js'
import { aborted, calling, MinibatchError } from '../errors.js'
import type { LoadedTable } from './files.js'
import { optionsJson } from '../options.js'
import { memoryBound } from './memory.js'
import type { SqlOptions } from './options.js'
import { joinedTexts, type Piece, pushPiece } from './pieces.js'

/**
 * Reads the rows of a query.
 *
 * @throws MinibatchError BACKEND_UNAVAILABLE without DuckDB, OPTION_INVALID for a query that fails, DATA_INVALID for
 * rows that make no table, OUT_OF_MEMORY, ABORTED
 */
export async function sqlTable(query: string, options: SqlOptions): Promise<LoadedTable> {
  const { backend, name = 'the query', signal, onProgress } = options
  if (signal?.aborted) throw aborted(signal)
  const loaded = await loadCore(backend)
  const run = await Query.open(query, options)
  try {
    checkColumns(run, name)
    const reader = openReader(loaded.core, run.names, optionsJson({ name, memory: memoryBound(options.memory) }))
    for await (const pieces of run.chunks()) {
      if (signal?.aborted) throw aborted(signal)
      for (const [index, piece] of pieces.entries()) pushPiece(reader, index, piece)
      onProgress?.({ rows: reader.rows(), bytes: 0 })
    }
    return { loaded, table: calling(() => reader.finish()) }
  } catch (error) {
    throw signal?.aborted ? aborted(signal) : error
  } finally {
    await run.close()
  }
}

/** A query may name two columns alike, or make lists; a table may not. */
function checkColumns({ names, types }: Query, source: string): void {
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) {
    throw new MinibatchError(
      'DATA_INVALID',
      `${source} has two columns named '${twice}'; give one another name, such as ${twice} AS ${twice}_2 in the query.`,
      { column: twice },
    )
  }
  const nested = types.findIndex((type) => /^(STRUCT|MAP|UNION)\(|\]$/.test(type))
  if (nested < 0) return
  throw new MinibatchError(
    'DATA_INVALID',
    `${source}, column '${names[nested]}': expected numbers, text, booleans or dates, got ${types[nested]}. Select one value of it, or leave the column out.`,
    { column: names[nested], type: types[nested] },
  )
}

const MIB = 2 ** 20

/** Under less than this not even groups of rows of a Parquet file find room. */
const LEAST = 128 * MIB

/** A sort or a join may hold half the memory, and spills to the temporary folder beyond it. */
function settings(memory: number | undefined): Record<string, string> {
  const half = memory === undefined ? Math.max(512 * MIB, totalmem() / 2) : Math.max(LEAST, memory / 2)
  return { memory_limit: `${Math.floor(half / MIB)}MiB`, threads: '2', preserve_insertion_order: 'true' }
}

/** What an open query holds. */
interface QueryState {
  readonly text: string
  readonly connection: DuckDBConnection
  readonly result: DuckDBResult
  readonly close: () => Promise<void>
}

/** A query that runs. */
class Query {
  readonly #state: QueryState

  private constructor(state: QueryState) {
    this.#state = state
  }

  static async open(text: string, { database, signal, memory }: SqlOptions): Promise<Query> {
    const { DuckDBInstance } = await loadDuckdb()
    const spill = join(tmpdir(), `minibatch-${randomUUID()}`)
    let instance: Awaited<ReturnType<typeof DuckDBInstance.create>> | undefined
    let connection: DuckDBConnection | undefined
    let again: NodeJS.Timeout | undefined
    // Most of a query's time may pass before its first row. DuckDB forgets an interrupt that comes before a query has begun.
    const interrupt = () => {
      connection?.interrupt()
      again = setTimeout(interrupt, 20)
    }
    signal?.addEventListener('abort', interrupt, { once: true })
    const close = async () => {
      signal?.removeEventListener('abort', interrupt)
      clearTimeout(again)
      connection?.closeSync()
      instance?.closeSync()
      await rm(spill, { recursive: true, force: true })
    }
    try {
      const access = database === undefined ? {} : { access_mode: 'READ_ONLY' }
      instance = await DuckDBInstance.create(database ?? ':memory:', { ...settings(memory), ...access, temp_directory: spill })
      connection = await instance.connect()
      // Inside a transaction a failure in the middle of the stream can be told from its end.
      await connection.run('BEGIN')
      return new Query({ text, connection, result: await connection.stream(text), close })
    } catch (cause) {
      await close()
      throw signal?.aborted ? aborted(signal) : queryError(cause)
    }
  }

  get names(): readonly string[] {
    return this.#state.result.columnNames()
  }

  /** DuckDB's names of the columns' types. */
  get types(): readonly string[] {
    return this.#state.result.columnTypes().map(String)
  }

  close(): Promise<void> {
    return this.#state.close()
  }

  /** The rows in their order, cut at any row: a piece a column. */
  async *chunks(): AsyncGenerator<Piece[]> {
    const { result } = this.#state
    const read = this.types.map(readerOf)
    let done = 0
    try {
      for (;;) {
        const chunk = await result.fetchChunk()
        if (chunk === null || chunk.rowCount === 0) break
        const rows = chunk.rowCount
        yield read.map((column, at) => column(chunk.getColumnVector(at), rows))
        done += rows
      }
      await this.#checkWhole(done)
    } catch (cause) {
      throw queryError(cause)
    }
  }

  /** A stream that fails in its middle ends like a whole one. The transaction around it tells: it is aborted then. */
  async #checkWhole(rows: number): Promise<void> {
    const { connection, text } = this.#state
    try {
      await connection.run('SELECT 1')
      return
    } catch {
      await connection.run('ROLLBACK')
    }
    // The reason is lost with the stream; a query that looks at every cell meets it again.
    await connection.run(`SELECT bit_xor(hash(t)) FROM (${text.replace(/;\s*$/, '')}\n) t`)
    throw new Error(`it ends after ${rows} rows for a reason DuckDB does not give`)
  }
}

async function loadDuckdb(): Promise<typeof import('@duckdb/node-api')> {
  try {
    return await import('@duckdb/node-api')
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new MinibatchError(
      'BACKEND_UNAVAILABLE',
      `Queries are run by DuckDB, which cannot load here: ${why}. Add it: npm install @duckdb/node-api`,
      {},
      { cause },
    )
  }
}

/** How a column's cells are read. */
type ReadColumn = (vector: DuckDBVector, rows: number) => Piece

/** Types whose text is a number. HUGEINT and wider are exact as BigInt and rounded once, as their text would be. */
const NUMERIC = new Set(
  ['DOUBLE', 'FLOAT', 'DECIMAL'].concat(
    ['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT'].flatMap((name) => [name, `U${name}`]),
  ),
)

function readerOf(type: string): ReadColumn {
  const name = type.replace(/\(.*$/s, '')
  if (name === 'JSON') return jsonTexts
  return NUMERIC.has(name) ? numbers : texts
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

function texts(vector: DuckDBVector, rows: number): Piece {
  return joinedTexts(textsOf(vector, rows), rows)
}

function* textsOf(vector: DuckDBVector, rows: number): Generator<string> {
  for (let row = 0; row < rows; row++) {
    const value = vector.getItem(row)
    yield value === null ? '' : String(value)
  }
}

/** Cells as their JSON text: strings are unquoted, numbers stand as they were written. */
function jsonTexts(vector: DuckDBVector, rows: number): Piece {
  return joinedTexts(Array.from(textsOf(vector, rows), ofJson), rows)
}

function ofJson(text: string): string {
  if (text === 'null') return ''
  return text.startsWith('"') ? (JSON.parse(text) as string) : text
}

/** DuckDB's messages span lines and begin with the kind of error; the first sentence says what is wrong. */
function queryError(cause: unknown): unknown {
  if (cause instanceof MinibatchError || !(cause instanceof Error)) return cause
  const [first = ''] = cause.message.split('\n')
  const said = first.replace(/^([A-Z][\w ]*: )+/, '').replace(/[.!?\s]*$/, '.')
  if (cause.message.startsWith('Out of Memory')) {
    return new MinibatchError('OUT_OF_MEMORY', `DuckDB ran out of memory: ${said} Select fewer columns.`, {}, { cause })
  }
  return new MinibatchError('OPTION_INVALID', `The query failed: ${said}`, { option: 'query' }, { cause })
}
