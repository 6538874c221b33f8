/** Tables written by DuckDB. */
import { DuckDBInstance } from '@duckdb/node-api'

/** Runs statements in a database of their own. */
export async function duckdb(...statements: string[]): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  for (const statement of statements) await connection.run(statement)
  connection.closeSync()
  instance.closeSync()
}
