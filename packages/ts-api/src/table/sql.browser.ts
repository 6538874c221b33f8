import { MinibatchError } from '../errors.js'
import type { LoadedTable } from './files.js'
import type { SqlOptions } from './options.js'

/** @throws MinibatchError BACKEND_UNAVAILABLE, always: a query needs DuckDB, which runs in Node. */
export async function sqlTable(_query: string, _options: SqlOptions): Promise<LoadedTable> {
  throw new MinibatchError(
    'BACKEND_UNAVAILABLE',
    'Dataset.fromSql runs its query by DuckDB, which needs Node. Here read a file with fromCsv, fromJson or fromParquet, or give rows of another database to fromColumns.',
  )
}
