/** One table in many forms: CSV, TSV, gzip, Parquet, JSON, a query. All give the same weights, bit for bit. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { document, FIXTURES, folder, minibatch } from './command.js'

const DIABETES = join(FIXTURES, 'tables/diabetes.csv')

let place: ReturnType<typeof folder>
let hash: string

async function duckdb(...statements: string[]): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  for (const statement of statements) await connection.run(statement)
  connection.closeSync()
  instance.closeSync()
}

async function hashOf(...args: string[]): Promise<string> {
  const { weightsHash } = await document<{ weightsHash: string }>(['train', ...args], { cwd: place.path })
  return weightsHash
}

beforeAll(async () => {
  place = folder()
  const from = `read_csv('${DIABETES}', all_varchar = false)`
  await duckdb(
    `COPY (SELECT * FROM ${from}) TO '${join(place.path, 'd.parquet')}' (ROW_GROUP_SIZE 100)`,
    `COPY (SELECT * FROM ${from}) TO '${join(place.path, 'd.json')}' (ARRAY true)`,
    `COPY (SELECT * FROM ${from}) TO '${join(place.path, 'd.jsonl')}'`,
    `COPY (SELECT * FROM ${from}) TO '${join(place.path, 'd.tsv')}' (DELIMITER '\t')`,
    `ATTACH '${join(place.path, 'd.db')}' AS made; CREATE TABLE made.d AS SELECT * FROM ${from}; DETACH made`,
  )
  const { readFileSync } = await import('node:fs')
  writeFileSync(join(place.path, 'd.csv.gz'), gzipSync(readFileSync(DIABETES)))
  hash = await hashOf(DIABETES, '--target', 'target')
})
afterAll(() => place.remove())

describe('the same table', () => {
  it.each(['d.parquet', 'd.json', 'd.jsonl', 'd.tsv', 'd.csv.gz'])('as %s gives the same weights as the CSV', async (file) => {
    expect(await hashOf(file, '--target', 'target')).toBe(hash)
  })

  it('by a query over a file gives the same weights', async () => {
    expect(await hashOf('--sql', "SELECT * FROM 'd.parquet'", '--target', 'target')).toBe(hash)
  })

  it('by a query over a database gives the same weights', async () => {
    expect(await hashOf('--sql', 'SELECT * FROM d', '--database', 'd.db', '--target', 'target')).toBe(hash)
  })

  it('on the WASM core gives the same weights', async () => {
    expect(await hashOf(DIABETES, '--target', 'target', '--backend', 'wasm')).toBe(hash)
  })
})

describe('kinds of columns', () => {
  it('pass from Parquet as a CSV copy of them reads', async () => {
    const rows = `
      SELECT i::DOUBLE / 7 AS real, i % 13 AS whole, (i * 31 % 97)::BIGINT + 9007199254740000 AS big,
        (i % 11)::DECIMAL(9, 2) / 4 AS price, 'level ' || (i % 5) AS text, i % 3 = 0 AS flag,
        DATE '2024-01-01' + (i % 40)::INTEGER AS day, TIMESTAMP '2024-01-01 10:30:00' + INTERVAL (i) MINUTE AS moment,
        CASE WHEN i % 10 = 0 THEN NULL ELSE i % 9 END AS gaps, CASE WHEN i % 8 = 0 THEN NULL ELSE 'x' || i % 2 END AS holes,
        (i % 17)::DOUBLE * 3 + i % 5 AS target
      FROM range(3000) AS t(i)`
    await duckdb(
      `COPY (${rows}) TO '${join(place.path, 'kinds.parquet')}'`,
      `COPY (${rows}) TO '${join(place.path, 'kinds.csv')}'`,
    )
    const fromCsv = await document<{ weightsHash: string; features: number }>(['train', 'kinds.csv', '--target', 'target'], { cwd: place.path })
    const fromParquet = await document<{ weightsHash: string; features: number }>(['train', 'kinds.parquet', '--target', 'target'], { cwd: place.path })
    expect(fromParquet.features).toBe(fromCsv.features)
    expect(fromParquet.weightsHash).toBe(fromCsv.weightsHash)
  })

  it('of one name are refused in a query', async () => {
    const { code, stderr } = await minibatch(['train', '--sql', 'SELECT 1 AS a, 2 AS a, 3 AS target', '--target', 'target', '-q'])
    expect(code).toBe(3)
    expect(stderr).toMatch(/two columns named 'a'/)
  })
})
