/**
 * The table a command reads: CSV and TSV by the core, Parquet, JSON and SQL by DuckDB. Says on stderr how far it is.
 */
import { access } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { type Columns, Dataset, type TableOptions } from 'minibatch'
import type { DataFlags } from './commands/data.js'
import type { DuckdbRequest } from './duckdb-source.js'
import { CommandError, EXIT } from './exit.js'
import { compact, count, counted, duration } from './format.js'
import type { Terminal } from './terminal.js'

/** Where a table lies. */
type Place =
  | { kind: 'csv'; path: string }
  | { kind: 'stdin' }
  | { kind: 'duckdb'; request: DuckdbRequest; name: string }

const KINDS: Record<string, 'csv' | 'parquet' | 'json'> = {
  csv: 'csv',
  tsv: 'csv',
  tab: 'csv',
  txt: 'csv',
  parquet: 'parquet',
  pq: 'parquet',
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
}

/**
 * Reads the table a command was given.
 *
 * @param data its file, `-` for stdin, or undefined with `--sql`
 * @throws CommandError for a place that is not understood; MinibatchError for what it holds
 */
export async function readTable(
  data: string | undefined,
  flags: DataFlags,
  options: TableOptions,
  terminal: Terminal,
): Promise<Dataset> {
  const place = placeOf(data, flags)
  const started = performance.now()
  const dataset = await (place.kind === 'duckdb'
    ? fromDuckdb(place, options, terminal)
    : fromBytes(place, flags.delimiter, options, terminal))
  const seconds = (performance.now() - started) / 1000
  terminal.progress.end(`read ${counted(dataset.rows, 'row')} of ${nameOf(place)} in ${duration(seconds)}`)
  return dataset
}

function placeOf(data: string | undefined, flags: DataFlags): Place {
  if (flags.sql !== undefined) {
    if (data !== undefined) throw usage(`Give a table or --sql, not both; got '${data}' and a query.`)
    return { kind: 'duckdb', name: 'the query', request: { kind: 'sql', query: flags.sql, database: flags.database } }
  }
  if (flags.database !== undefined) throw usage('Option --database names what a query reads; give the query by --sql.')
  if (data === undefined) throw usage('No table was given; name a file, - for stdin, or a query by --sql.')
  if (data === '-') {
    if (process.stdin.isTTY) throw usage('Argument - reads CSV from stdin, which is a terminal; pipe a file into it.')
    return { kind: 'stdin' }
  }
  const [ending = '', packing] = endingsOf(data)
  const kind = KINDS[ending]
  if (kind === 'csv' && packing !== 'zst') return { kind, path: data }
  if (kind === 'parquet' || kind === 'json') return { kind: 'duckdb', name: basename(data), request: { kind, path: data } }
  throw new CommandError(
    'DATA_INVALID',
    `Cannot read '${data}': tables are read from .csv and .tsv (also .gz), .parquet, .json and .jsonl. Rename it, or convert it to CSV or Parquet.`,
    { details: { file: data } },
  )
}

/** The ending that tells the kind, and the packing when there is one: `csv`, `gz` of `a.csv.gz`. */
function endingsOf(path: string): [string | undefined, string | undefined] {
  const parts = basename(path).toLowerCase().split('.').slice(1)
  const packing = parts.at(-1) === 'gz' || parts.at(-1) === 'zst' ? parts.pop() : undefined
  return [parts.at(-1), packing]
}

function nameOf(place: Place): string {
  return place.kind === 'csv' ? basename(place.path) : place.kind === 'stdin' ? 'stdin' : place.name
}

async function fromBytes(
  place: { kind: 'csv'; path: string } | { kind: 'stdin' },
  delimiter: string | undefined,
  options: TableOptions,
  terminal: Terminal,
): Promise<Dataset> {
  let state = { rows: 0, bytes: 0, totalBytes: undefined as number | undefined }
  const started = performance.now()
  terminal.progress.begin(() => {
    const share = state.totalBytes ? ` ${Math.floor((100 * state.bytes) / state.totalBytes)} %` : ''
    const rate = (state.bytes / 1e6 / (performance.now() - started)) * 1000
    return `reading ${nameOf(place)}${share}  ${counted(state.rows, 'row')}  ${rate.toFixed(0)} MB/s`
  })
  const source = place.kind === 'csv' ? place.path : (Readable.toWeb(process.stdin) as ReadableStream<Uint8Array>)
  const name = nameOf(place)
  return Dataset.fromCsv(source, {
    ...options,
    name,
    ...(delimiter === undefined ? {} : { delimiter }),
    signal: terminal.signal,
    onProgress: ({ rows, bytes, totalBytes }) => {
      state = { rows, bytes, totalBytes }
      terminal.progress.touch()
    },
  })
}

async function fromDuckdb(
  place: { request: DuckdbRequest; name: string },
  options: TableOptions,
  terminal: Terminal,
): Promise<Dataset> {
  const { request, name } = place
  if (request.kind !== 'sql' && !/[*?[]/.test(request.path)) await checkReadable(request.path)
  let rows = 0
  const started = performance.now()
  terminal.progress.begin(() => {
    if (rows === 0) return `looking through ${name}  ${duration((performance.now() - started) / 1000)}`
    const rate = (rows / (performance.now() - started)) * 1000
    return `reading ${name}  ${count(rows)} rows  ${compact(rate)} rows/s`
  })
  const { openDuckdb } = await import('./duckdb-source.js')
  const stream = await openDuckdb(request)
  checkNames(stream.names, name)
  async function* pieces(): AsyncGenerator<Columns> {
    for await (const chunk of stream.chunks) {
      yield new Map(stream.names.map((column, i) => [column, chunk.columns[i]!]))
      rows += chunk.rows
      terminal.progress.touch()
    }
  }
  return Dataset.fromColumns(pieces(), { ...options, name, signal: terminal.signal })
}

/** A query may name two columns alike; a table may not. */
function checkNames(names: readonly string[], source: string): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice === undefined) return
  throw new CommandError(
    'DATA_INVALID',
    `${source} has two columns named '${twice}'; give one another name, such as ${twice} AS ${twice}_2 in the query.`,
    { details: { column: twice } },
  )
}

async function checkReadable(path: string): Promise<void> {
  try {
    await access(path)
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    const why = code === 'ENOENT' ? 'there is no such file. Check the path' : `${(cause as Error).message}`
    throw new CommandError('IO_FAILED', `Cannot read '${path}': ${why}.`, { details: { path, systemCode: code } })
  }
}

function usage(message: string): CommandError {
  return new CommandError('OPTION_INVALID', message, { exit: EXIT.usage })
}
