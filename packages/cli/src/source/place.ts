/** Where a table lies, from what a command was given. */
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { DataFlags } from '../commands/data.js'
import { CommandError, EXIT } from '../exit.js'
import { filesOf, headOf, isPattern } from './files.js'
import { type Kind, kindOfFormat, kindOfName, markOf, type Packing } from './kind.js'

/** Where a table lies. */
export type Place =
  | { readonly kind: 'csv' | 'json'; readonly path: string; readonly name: string }
  | { readonly kind: 'csv-files' | 'arrow'; readonly paths: readonly string[]; readonly name: string }
  | { readonly kind: 'stdin'; readonly name: string; readonly format: Kind | undefined }
  | Query

/** A query a user gave, or one that reads files. */
export interface Query {
  readonly kind: 'query'
  readonly query: string
  readonly database?: string | undefined
  readonly name: string
  readonly path?: string
  /** Bytes of the files. */
  readonly size?: number
}

/** Where the table lies that a command was given. */
export async function placeOf(data: string | undefined, flags: DataFlags): Promise<Place> {
  if (flags.sql !== undefined) {
    if (data !== undefined) throw usage(`Give a table or --sql, not both; got '${data}' and a query.`)
    return { kind: 'query', name: 'the query', query: flags.sql, database: flags.database }
  }
  if (flags.database !== undefined) throw usage('Option --database names what a query reads; give the query by --sql.')
  if (data === undefined) throw usage('No table was given; name a file, - for stdin, or a query by --sql.')
  const said = flags.format === undefined ? undefined : kindOfFormat(flags.format)
  if (data === '-') {
    if (process.stdin.isTTY) throw usage('Argument - reads a table from stdin, which is a terminal; pipe a file into it.')
    return { kind: 'stdin', name: 'stdin', format: said }
  }
  const several = (await isPattern(data)) ? await filesOf(data) : undefined
  const head = several ? undefined : await headOf(data)
  const { kind: named, packing } = kindOfName(several?.[0] ?? data)
  const kind = said ?? named
  if (kind === undefined) throw unknownKind(data)
  if (several) return severalFiles(data, several, { kind, packing }, flags)
  checkMark(data, kind, head!)
  return oneFile(data, { kind, packing }, flags)
}

interface Told {
  readonly kind: Kind
  readonly packing: Packing
}

async function oneFile(path: string, { kind, packing }: Told, flags: DataFlags): Promise<Place> {
  const name = basename(path)
  if (kind === 'arrow') return { kind, paths: [path], name }
  // JSON is taken into memory before the core has it, DuckDB's rows are not.
  const bounded = kind === 'json' && flags.memory !== undefined
  if (kind === 'parquet' || packing === 'zst' || bounded) return queryOf([path], { kind, packing }, { name, path, delimiter: flags.delimiter })
  return { kind, path, name }
}

async function severalFiles(pattern: string, paths: readonly string[], { kind, packing }: Told, flags: DataFlags): Promise<Place> {
  for (const path of paths) checkMark(path, kind, await headOf(path))
  const name = basename(pattern)
  if (kind === 'arrow') return { kind, paths, name }
  if (kind === 'csv' && packing !== 'zst') return { kind: 'csv-files', paths, name }
  return queryOf(paths, { kind, packing }, { name, path: pattern, delimiter: flags.delimiter })
}

/** A query that reads files. Columns come from all rows, not from the first ones, and cells as their texts, whose kind the core settles. */
export async function queryOf(
  paths: readonly string[],
  { kind, packing }: Told,
  { name, path, delimiter }: { name: string; path: string; delimiter?: string | undefined },
): Promise<Query> {
  const files = `[${paths.map(literal).join(', ')}]`
  let size = 0
  for (const file of paths) size += (await stat(file)).size
  const query = `SELECT * FROM ${readerOf(kind, files, packing === 'zst' ? ", compression = 'zstd'" : '', delimiter)}`
  return { kind: 'query', name, query, path, size }
}

function readerOf(kind: Kind, files: string, packing: string, delimiter: string | undefined): string {
  if (kind === 'parquet') return `read_parquet(${files})`
  if (kind === 'json') return `read_json_auto(${files}, sample_size = -1, maximum_depth = 1${packing})`
  const delimited = delimiter === undefined ? '' : `, delim = ${literal(delimiter)}`
  return `read_csv(${files}, header = true, all_varchar = true${delimited}${packing})`
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

const CALLED = { parquet: 'a Parquet file', arrow: 'an Arrow file', zstd: 'Zstandard', zip: 'a ZIP archive or a spreadsheet', gzip: 'gzip' } as const

/** A file whose first bytes are of another kind than its name says is named for what it is. */
function checkMark(path: string, kind: Kind, head: Uint8Array): void {
  const mark = markOf(head)
  if (mark === undefined || mark === kind || mark === 'gzip' || mark === 'csv' || mark === 'json') return
  if (mark === 'zstd' && kindOfName(path).packing === 'zst') return
  const cure = mark === 'parquet' || mark === 'arrow' ? `Rename it, or give --format ${mark}` : mark === 'zstd' ? 'Rename it to end in .zst' : 'Export it as CSV'
  throw new CommandError('DATA_INVALID', `${basename(path)}: expected ${kind === 'json' ? 'JSON' : kind.toUpperCase()}, got ${CALLED[mark]} by its first bytes. ${cure}.`, { details: { file: basename(path) } })
}

function unknownKind(path: string): CommandError {
  return new CommandError(
    'DATA_INVALID',
    `Cannot read '${path}': tables are read from .csv, .tsv, .json, .jsonl, .parquet and .arrow (also .gz). Give --format where the name does not say it, or convert it to CSV or Parquet.`,
    { details: { file: path } },
  )
}

function usage(message: string): CommandError {
  return new CommandError('OPTION_INVALID', message, { exit: EXIT.usage })
}
