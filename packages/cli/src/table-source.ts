/**
 * The table a command reads, by the library's readers; several files at once, and Zstandard, by a query. Says on stderr
 * how far it is.
 */
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { Dataset, MinibatchError, type ReadProgress, type TableOptions } from 'minibatch'
import type { DataFlags } from './commands/data.js'
import { CommandError, EXIT } from './exit.js'
import { compact, count, counted, duration } from './format.js'
import type { Terminal } from './terminal.js'

/** Where a table lies. */
type Place =
  | { kind: 'csv' | 'json' | 'parquet'; path: string }
  | { kind: 'stdin' }
  | Query

/** A query a user gave, or one that reads the files at a path. */
interface Query {
  kind: 'query'
  query: string
  database?: string | undefined
  name: string
  path?: string
}

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
  const dataset = await (place.kind === 'query'
    ? fromQuery(place, options, terminal)
    : fromBytes(place, flags.delimiter, options, terminal))
  const seconds = (performance.now() - started) / 1000
  terminal.progress.end(`read ${counted(dataset.rows, 'row')} of ${nameOf(place)} in ${duration(seconds)}`)
  return dataset
}

function placeOf(data: string | undefined, flags: DataFlags): Place {
  if (flags.sql !== undefined) {
    if (data !== undefined) throw usage(`Give a table or --sql, not both; got '${data}' and a query.`)
    return { kind: 'query', name: 'the query', query: flags.sql, database: flags.database }
  }
  if (flags.database !== undefined) throw usage('Option --database names what a query reads; give the query by --sql.')
  if (data === undefined) throw usage('No table was given; name a file, - for stdin, or a query by --sql.')
  if (data === '-') {
    if (process.stdin.isTTY) throw usage('Argument - reads CSV from stdin, which is a terminal; pipe a file into it.')
    return { kind: 'stdin' }
  }
  const [ending = '', packing] = endingsOf(data)
  const kind = KINDS[ending]
  const several = /[*?[]/.test(data) && kind !== 'csv'
  if (kind && packing !== 'zst' && !several) return { kind, path: data }
  if (kind === 'parquet' || kind === 'json') return { kind: 'query', name: basename(data), query: queryOf(kind, data), path: data }
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

/** Columns come from all rows, not from the first ones, and cells as their JSON text, whose kind the core settles. */
function queryOf(kind: 'parquet' | 'json', path: string): string {
  const file = `'${path.replaceAll("'", "''")}'`
  return kind === 'parquet'
    ? `SELECT * FROM read_parquet(${file})`
    : `SELECT * FROM read_json_auto(${file}, sample_size = -1, maximum_depth = 1)`
}

function nameOf(place: Place): string {
  return 'name' in place ? place.name : place.kind === 'stdin' ? 'stdin' : basename(place.path)
}

async function fromBytes(
  place: Exclude<Place, Query>,
  delimiter: string | undefined,
  options: TableOptions,
  terminal: Terminal,
): Promise<Dataset> {
  let state: ReadProgress = { rows: 0, bytes: 0 }
  const started = performance.now()
  terminal.progress.begin(() => {
    const share = state.totalBytes ? ` ${Math.floor((100 * state.bytes) / state.totalBytes)} %` : ''
    const rate = (state.bytes / 1e6 / (performance.now() - started)) * 1000
    return `reading ${nameOf(place)}${share}  ${counted(state.rows, 'row')}  ${rate.toFixed(0)} MB/s`
  })
  const onProgress = (progress: ReadProgress) => {
    state = progress
    terminal.progress.touch()
  }
  const reading = { ...options, name: nameOf(place), signal: terminal.signal, onProgress }
  if (place.kind === 'json') return Dataset.fromJson(place.path, reading)
  if (place.kind === 'parquet') return Dataset.fromParquet(place.path, reading)
  const source = place.kind === 'csv' ? place.path : (Readable.toWeb(process.stdin) as ReadableStream<Uint8Array>)
  return Dataset.fromCsv(source, { ...reading, ...(delimiter === undefined ? {} : { delimiter }) })
}

async function fromQuery({ query, database, name, path }: Query, options: TableOptions, terminal: Terminal): Promise<Dataset> {
  let rows = 0
  const started = performance.now()
  terminal.progress.begin(() => {
    if (rows === 0) return `looking through ${name}  ${duration((performance.now() - started) / 1000)}`
    const rate = (rows / (performance.now() - started)) * 1000
    return `reading ${name}  ${count(rows)} rows  ${compact(rate)} rows/s`
  })
  const onProgress = (progress: ReadProgress) => {
    rows = progress.rows
    terminal.progress.touch()
  }
  const reading = { ...options, name, signal: terminal.signal, onProgress }
  try {
    return await Dataset.fromSql(query, database === undefined ? reading : { ...reading, database })
  } catch (error) {
    throw error instanceof MinibatchError ? ofQuery(error, path) : error
  }
}

/** A query the user wrote fails by its option; one that reads files fails by them. */
function ofQuery(error: MinibatchError, path: string | undefined): Error {
  if (error.code !== 'OPTION_INVALID' || error.details['option'] !== 'query') return error
  const said = error.message.replace(/^The query failed: /, '')
  if (path !== undefined) return new CommandError('DATA_INVALID', `Cannot read '${path}': ${said}`, { details: { file: path } })
  // A query names tables and columns: what it names wrongly is usage.
  return new CommandError('OPTION_INVALID', `Option --sql failed: ${said}`, { details: { option: 'sql' } })
}

function usage(message: string): CommandError {
  return new CommandError('OPTION_INVALID', message, { exit: EXIT.usage })
}
