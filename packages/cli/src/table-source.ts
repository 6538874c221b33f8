/**
 * The table a command reads: text by the core, Arrow by its own package, Parquet and queries by DuckDB, which holds
 * damaged pages without a crash. Says on stderr how far it is.
 */
import { Dataset, type FileOptions, MinibatchError, type ReadProgress, type TableOptions } from 'minibatch'
import type { DataFlags } from './commands/data.js'
import { CommandError } from './exit.js'
import { compact, count, counted, duration } from './format.js'
import { fromArrowBytes, fromArrowFiles } from './source/arrow.js'
import { JoinedCsv } from './source/csv-files.js'
import { type Place, placeOf, type Query, queryOf } from './source/place.js'
import { allOf, asFile, openStdin } from './source/stdin.js'
import type { Terminal } from './terminal.js'

/**
 * Reads the table a command was given.
 *
 * @param data its file, a pattern of files, `-` for stdin, or undefined with `--sql`
 * @throws CommandError for a place that is not understood; MinibatchError for what it holds
 */
export async function readTable(
  data: string | undefined,
  flags: DataFlags,
  options: TableOptions,
  terminal: Terminal,
): Promise<Dataset> {
  const place = await placeOf(data, flags)
  const started = performance.now()
  const own = { ...options, name: place.name, ...(flags.memory === undefined ? {} : { memory: flags.memory }) }
  const dataset = await fromPlace(place, { flags, options: own, terminal })
  const seconds = (performance.now() - started) / 1000
  terminal.progress.end(`read ${counted(dataset.rows, 'row')} of ${place.name} in ${duration(seconds)}`)
  return dataset
}

/** How a table is read, wherever it lies. */
interface Reading {
  readonly flags: DataFlags
  readonly options: TableOptions & Pick<FileOptions, 'memory'> & { readonly name: string }
  readonly terminal: Terminal
}

function fromPlace(place: Place, reading: Reading): Promise<Dataset> {
  const { options, flags } = reading
  switch (place.kind) {
    case 'query':
      return fromQuery(place, reading)
    case 'stdin':
      return fromStdin(place.format, reading)
    case 'arrow':
      return fromArrowFiles(place.paths, { options: unbounded(options), maxUnpacked: flags.maxUnpacked })
    case 'csv-files':
      return fromCsvFiles(place.paths, reading)
    default:
      return fromBytes(place.kind, place.path, reading)
  }
}

/** Arrow tables are in memory before the core has them; what is made of them is bounded all the same. */
function unbounded(options: Reading['options']): Omit<Reading['options'], 'memory'> {
  const { memory: _, ...others } = options
  return others
}

/** Where the bytes of a text come from. */
type Bytes = string | ReadableStream<Uint8Array>

function fromBytes(kind: 'csv' | 'json', source: Bytes, { flags, options, terminal }: Reading, onRows?: (rows: number) => void): Promise<Dataset> {
  let state: ReadProgress = { rows: 0, bytes: 0 }
  const started = performance.now()
  terminal.progress.begin(() => {
    const share = state.totalBytes ? ` ${Math.floor((100 * state.bytes) / state.totalBytes)} %` : ''
    const rate = (state.bytes / 1e6 / (performance.now() - started)) * 1000
    return `reading ${options.name}${share}  ${counted(state.rows, 'row')}  ${rate.toFixed(0)} MB/s`
  })
  const onProgress = (progress: ReadProgress) => {
    state = progress
    onRows?.(progress.rows)
    terminal.progress.touch()
  }
  const { delimiter, maxUnpacked } = flags
  const reading = { ...options, signal: terminal.signal, onProgress, ...(maxUnpacked === undefined ? {} : { maxUnpacked }) }
  if (kind === 'json') return Dataset.fromJson(source, reading)
  return Dataset.fromCsv(source, { ...reading, ...(delimiter === undefined ? {} : { delimiter }) })
}

async function fromCsvFiles(paths: readonly string[], reading: Reading): Promise<Dataset> {
  let rows = 0
  const joined = new JoinedCsv({ paths, delimiter: reading.flags.delimiter, rows: () => rows })
  try {
    return await fromBytes('csv', streamOf(joined.bytes()), reading, (taken) => (rows = taken))
  } catch (error) {
    throw joined.located(error, reading.options.name)
  }
}

async function fromStdin(format: string | undefined, reading: Reading): Promise<Dataset> {
  const { kind: begun, bytes } = await openStdin()
  const kind = format ?? begun
  if (kind === 'csv' || kind === 'json') return fromBytes(kind, streamOf(bytes), reading)
  if (kind === 'arrow') return fromArrowBytes([await allOf(bytes)], ['stdin'], { options: unbounded(reading.options), maxUnpacked: reading.flags.maxUnpacked })
  if (kind !== 'parquet') {
    const packed = kind === 'zstd' ? 'Zstandard, which is read from files alone: name the file' : 'a ZIP archive or a spreadsheet; export it as CSV'
    throw new CommandError('DATA_INVALID', `stdin: expected CSV, JSON, Parquet or Arrow, got ${packed}.`, { details: { file: 'stdin' } })
  }
  const file = await asFile(bytes, 'stdin.parquet')
  try {
    const query = await queryOf([file.path], { kind: 'parquet', packing: undefined }, { name: 'stdin', path: 'stdin' })
    return await fromQuery(query, reading)
  } finally {
    await file.remove()
  }
}

/** Pulled only when it is read, so that nothing runs ahead of the rows that were taken. */
function streamOf(bytes: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const chunks = bytes[Symbol.asyncIterator]()
  const source = {
    async pull(controller: ReadableStreamDefaultController<Uint8Array>) {
      const { done, value } = await chunks.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await chunks.return?.()
    },
  }
  return new ReadableStream(source, { highWaterMark: 0 })
}

/** Bytes of a cell in memory; how far a file may expand, as `maxUnpacked` of text. */
const CELL = 8
const LEAST = 64 * 2 ** 20
const RATIO = 100

async function fromQuery({ query, database, name, path, size }: Query, { flags, options, terminal }: Reading): Promise<Dataset> {
  let rows = 0
  const started = performance.now()
  terminal.progress.begin(() => {
    if (rows === 0) return `looking through ${name}  ${duration((performance.now() - started) / 1000)}`
    const rate = (rows / (performance.now() - started)) * 1000
    return `reading ${name}  ${count(rows)} rows  ${compact(rate)} rows/s`
  })
  const most = size === undefined ? Infinity : (flags.maxUnpacked ?? Math.max(LEAST, RATIO * size))
  const onProgress = (progress: ReadProgress) => {
    rows = progress.rows
    if (rows * CELL > most) throw expands(name, rows)
    terminal.progress.touch()
  }
  const reading = { ...options, signal: terminal.signal, onProgress }
  try {
    return await Dataset.fromSql(query, database === undefined ? reading : { ...reading, database })
  } catch (error) {
    throw error instanceof MinibatchError ? ofQuery(error, path) : error
  }
}

function expands(file: string, rows: number): CommandError {
  return new CommandError(
    'DATA_INVALID',
    `${file} expands to more than ${count(rows)} rows, further than tables do. If it is meant to, give --max-unpacked a size it may have.`,
    { details: { file, rows } },
  )
}

/** A query the user wrote fails by its option; one that reads files fails by them. */
function ofQuery(error: MinibatchError, path: string | undefined): Error {
  if (error.code !== 'OPTION_INVALID' || error.details['option'] !== 'query') return error
  const said = error.message.replace(/^The query failed: /, '')
  if (path !== undefined) return new CommandError('DATA_INVALID', `Cannot read '${path}': ${said}`, { details: { file: path } })
  // A query names tables and columns: what it names wrongly is usage.
  return new CommandError('OPTION_INVALID', `Option --sql failed: ${said}`, { details: { option: 'sql' } })
}
