/** One table in many forms: CSV, TSV, gzip, Parquet, JSON, a query. All give the same weights, bit for bit. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { document, FIXTURES, folder, minibatch } from './command.js'
import { duckdb } from './duckdb.js'

const DIABETES = join(FIXTURES, 'tables/diabetes.csv')

let place: ReturnType<typeof folder>
let hash: string

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

describe('a source that fails in its middle', () => {
  it('is an error, not a shorter table', async () => {
    const query = "SELECT CASE WHEN i = 90000 THEN error('no more') ELSE i END AS a, i AS target FROM range(100000) AS t(i)"
    const { code, stdout, stderr } = await minibatch(['train', '--sql', `${query};`, '--target', 'target', '-q'])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toBe('Option --sql failed: no more.\n')
  })

  it('names the line of JSON that is damaged', async () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => `{"a": ${i % 7}, "target": ${i % 5}}`)
    writeFileSync(join(place.path, 'damaged.jsonl'), [...lines, '{"a": 1, "tar'].join('\n'))
    const { code, stdout, stderr } = await minibatch(['train', 'damaged.jsonl', '--target', 'target', '-q'], { cwd: place.path })
    expect([code, stdout]).toEqual([3, ''])
    expect(stderr).toMatch(/damaged\.jsonl.*line 3000\d/)
  })
})

describe('JSON', () => {
  it('is read whole before its columns are settled', async () => {
    const rows = Array.from({ length: 25_000 }, (_, i) => ({ a: i % 7, b: i % 3 === 0 ? 'yes' : 'no', target: (i % 7) * 2 + 1 }))
    const late = [{ a: 1.5, b: 'maybe', c: 4, target: 4 }, { a: null, b: 'no', c: 5, target: 3 }]
    writeFileSync(join(place.path, 'late.json'), JSON.stringify([...rows, ...late]))
    const csv = ['a,b,target,c', ...[...rows, ...late].map((row) => [row.a, row.b, row.target, 'c' in row ? row.c : ''].join(','))]
    writeFileSync(join(place.path, 'late.csv'), csv.join('\n'))
    const [fromJson, fromCsv] = [await hashOf('late.json', '--target', 'target'), await hashOf('late.csv', '--target', 'target')]
    expect(fromJson).toBe(fromCsv)
  })

  it('with text among numbers names the row and the cell', async () => {
    const rows = Array.from({ length: 12_000 }, (_, i) => ({ a: i === 9999 ? 'high' : i % 7, target: i % 5 }))
    writeFileSync(join(place.path, 'mixed.json'), JSON.stringify(rows))
    const { code, stderr } = await minibatch(['train', 'mixed.json', '--target', 'target', '-q'], { cwd: place.path })
    expect(code).toBe(3)
    expect(stderr).toMatch(/mixed\.json, row 10000.*'a'.*'high'/)
  })
})

describe('columns named by numbers', () => {
  it('keep their order', async () => {
    const columns = 'i % 7 AS "10", i * 3 % 11 AS "b", i * 5 % 13 AS "2", i % 17 + 0.5 AS target FROM range(500) AS t(i)'
    await duckdb(
      `COPY (SELECT ${columns}) TO '${join(place.path, 'order.parquet')}'`,
      `COPY (SELECT ${columns}) TO '${join(place.path, 'order.csv')}'`,
    )
    expect(await hashOf('order.parquet', '--target', 'target')).toBe(await hashOf('order.csv', '--target', 'target'))
  })
})
