/** Flags that say which table a command reads; every command that reads one takes them. */
import { type Command, Option } from 'commander'
import { coreFlag } from '../options.js'
import { bytesOf } from '../quantity.js'
import { type Format, FORMATS } from '../source/kind.js'

/** What the user said about the table. */
export interface DataFlags {
  sql?: string
  database?: string
  delimiter?: string
  format?: Format
  /** Bytes. */
  maxUnpacked?: number
  /** Bytes of memory for the table and what is made of it. */
  memory?: number
}

export const DATA_HELP =
  "CSV, TSV, JSON, JSON lines, Parquet or Arrow file (also .gz, .zst); a quoted pattern of several, as '2024-*.csv'; - reads stdin; or leave it out and give --sql"

/** Adds `--sql`, `--database`, `--delimiter`, `--format` and `--max-unpacked`. */
export function addDataFlags(command: Command): Command {
  return command
    .addOption(coreFlag('ReadOptions', 'delimiter'))
    .addOption(
      new Option('--format <name>', 'What the table is, where its name does not say it. Default by the ending; of stdin by its first bytes').choices(FORMATS),
    )
    .addOption(
      new Option('--sql <query>', 'Read the rows of a query, run by DuckDB; it may name files: SELECT * FROM \'a.parquet\''),
    )
    .addOption(new Option('--database <file>', 'DuckDB database the query reads, opened read-only'))
    .addOption(
      new Option('--max-unpacked <size>', 'Most that a packed file may expand to. Default 100 times its size, at least 64MB').argParser((text) => bytesOf('--max-unpacked', text)),
    )
}

/** `--memory`, for commands that take tables of any size. */
export function memoryFlag(): Option {
  return new Option(
    '--memory <size>',
    'Memory for the table, its encoded rows and the buffers of the run, such as 512MB or 2GB. What is more goes to files and is trained from there; the result is the same, and too little of it is an error that names the least. Default: no bound',
  ).argParser((text) => bytesOf('--memory', text))
}

/** Adds `--json` and `--quiet`. */
export function addOutputFlags(command: Command): Command {
  return command
    .option('--json', 'Print one JSON document')
    .option('-q, --quiet', 'No progress on stderr')
    .helpOption('-h, --help', 'Print this help')
}
