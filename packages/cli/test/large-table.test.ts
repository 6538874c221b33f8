/** A million rows of 20 features: the same weights from the CSV and from its Parquet copy, in at most 600 MB. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { folder, minibatch } from './command.js'

const ROWS = 1_000_000
const FEATURES = 20
const PEAK_BYTES = 600e6

let place: ReturnType<typeof folder>

beforeAll(async () => {
  place = folder()
  const features = Array.from({ length: FEATURES }, (_, j) => `round((i * ${7919 + 2 * j} + ${j}) % 1000003 / 1e5, 5) AS f${j}`)
  const target = Array.from({ length: FEATURES }, (_, j) => `f${j} * ${(j % 5) - 2}`).join(' + ')
  const rows = `SELECT *, round(${target} + (i * 31 % 1009) / 100, 5) AS target FROM (SELECT i, ${features.join(', ')} FROM range(${ROWS}) AS r(i))`
  const csv = join(place.path, 'large.csv')
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection = await instance.connect()
  await connection.run(`COPY (SELECT * EXCLUDE i FROM (${rows}) ORDER BY i) TO '${csv}'`)
  await connection.run(`COPY (SELECT * FROM read_csv('${csv}')) TO '${join(place.path, 'large.parquet')}'`)
  connection.closeSync()
  instance.closeSync()
}, 300_000)
afterAll(() => place.remove())

/** Trains on a file; the peak is of anonymous memory, where the system tells it (Linux). */
async function trained(file: string): Promise<{ weightsHash: string; rows: number; peak: number; stderr: string }> {
  let peak = 0
  let watch: NodeJS.Timeout | undefined
  const args = ['train', file, '--target', 'target', '--out', 'large.safetensors', '--json']
  const { code, stdout, stderr } = await minibatch(args, {
    cwd: place.path,
    onChild: ({ pid }) => {
      watch = setInterval(() => (peak = Math.max(peak, anonymousBytes(pid))), 10)
    },
  })
  clearInterval(watch)
  expect(code, stderr).toBe(0)
  return { ...(JSON.parse(stdout) as { weightsHash: string; rows: number }), peak, stderr }
}

function anonymousBytes(pid: number | undefined): number {
  try {
    return Number(/^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}

describe('a million rows of 20 features', () => {
  it('train alike from CSV and Parquet, within 600 MB, saying how far they are', async () => {
    const csv = await trained('large.csv')
    const parquet = await trained('large.parquet')
    expect(csv.rows).toBe(ROWS)
    expect(parquet.weightsHash).toBe(csv.weightsHash)
    expect(csv.peak).toBeLessThan(PEAK_BYTES)
    expect(parquet.peak).toBeLessThan(PEAK_BYTES)
    for (const { stderr } of [csv, parquet]) expect(stderr).toMatch(/^encoding the columns$/m)
    expect(csv.stderr).toMatch(/^reading large\.csv \d+ % /m)
  }, 300_000)
})
