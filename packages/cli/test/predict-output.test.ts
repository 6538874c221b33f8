/** What predict writes: the same predictions as CSV, JSON lines and Parquet, by the ending or by --to. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { document, FIXTURES, folder, minibatch } from './command.js'

const IRIS = join(FIXTURES, 'tables/iris.csv')
let place: ReturnType<typeof folder>

interface Row {
  [name: string]: unknown
}

beforeAll(async () => {
  place = folder()
  await document(['train', IRIS, '--target', 'target', '--out', 'iris.safetensors'], { cwd: place.path })
})
afterAll(() => place.remove())

async function predict(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await minibatch(['predict', 'iris.safetensors', IRIS, '-q', ...args], { cwd: place.path })
  expect(code, stderr).toBe(0)
  return stdout
}

const linesOf = (text: string) => text.trim().split('\n').map((line) => JSON.parse(line) as Row)

async function rowsOfParquet(path: string): Promise<Row[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const rows = (await connection.runAndReadAll(`SELECT * FROM read_parquet('${path}')`)).getRowObjects()
  connection.closeSync()
  instance.closeSync()
  return rows
}

describe.each([[[]], [['--probability']]])('with %j', (how) => {
  it('every form holds the same', async () => {
    const keep = ['--keep', 'petal_length_cm,target', ...how]
    const [header = '', ...lines] = (await predict(...keep)).trim().split('\n')
    const names = header.split(',')
    const fromCsv = lines.map((line) => Object.fromEntries(line.split(',').map((cell, j) => [names[j], Number.isNaN(Number(cell)) ? cell : Number(cell)])))
    const jsonl = linesOf(await predict(...keep, '--to', 'jsonl'))
    expect(jsonl.map((row) => ({ ...row, petal_length_cm: Number(row['petal_length_cm']) }))).toEqual(fromCsv)
    await predict(...keep, '--out', 'p.jsonl')
    expect(linesOf(readFileSync(join(place.path, 'p.jsonl'), 'utf8'))).toEqual(jsonl)
    await predict(...keep, '--out', 'p.parquet')
    const rows = await rowsOfParquet(join(place.path, 'p.parquet'))
    expect(rows).toEqual(fromCsv)
  })
})

it('a column that is there already is refused', async () => {
  const { code, stdout, stderr } = await minibatch(['predict', 'iris.safetensors', IRIS, '--keep', 'target,target', '-q'], { cwd: place.path })
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/--keep.*'target'/)
})

it('a row on stdin is a row on stdout', async () => {
  const [header, first] = readFileSync(IRIS, 'utf8').split('\n')
  const { stdout } = await minibatch(['predict', 'iris.safetensors', '-', '--to', 'jsonl'], { cwd: place.path, input: `${header}\n${first}\n` })
  expect(linesOf(stdout)).toEqual([{ prediction: 'setosa' }])
})
