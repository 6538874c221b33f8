/** Flags that say which table a command reads; every command that reads one takes them. */
import { type Command, Option } from 'commander'
import { coreFlag } from '../options.js'

/** What the user said about the table. */
export interface DataFlags {
  sql?: string
  database?: string
  delimiter?: string
}

export const DATA_HELP =
  'CSV or TSV (also .gz), Parquet, JSON or JSON lines file; - reads CSV from stdin; or leave it out and give --sql'

/** Adds `--sql`, `--database` and `--delimiter`. */
export function addDataFlags(command: Command): Command {
  return command
    .addOption(coreFlag('ReadOptions', 'delimiter'))
    .addOption(
      new Option('--sql <query>', 'Read the rows of a query, run by DuckDB; it may name files: SELECT * FROM \'a.parquet\''),
    )
    .addOption(new Option('--database <file>', 'DuckDB database the query reads, opened read-only'))
}

/** Adds `--json` and `--quiet`. */
export function addOutputFlags(command: Command): Command {
  return command
    .option('--json', 'Print one JSON document')
    .option('-q, --quiet', 'No progress on stderr')
    .helpOption('-h, --help', 'Print this help')
}
