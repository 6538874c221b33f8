/** Tables larger than memory: prepared files, a bound of memory, and the one hash they all end with. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { minibatch as run } from './command.js'

const folder = mkdtempSync(join(tmpdir(), 'minibatch-prepare-'))
const csv = join(folder, 'clicks.csv')
const jsonl = join(folder, 'clicks.jsonl')
const prepared = join(folder, 'clicks.safetensors')

const minibatch = (...args: string[]) => run(args)

interface Trained {
  weightsHash: string
  metrics: { train: object; validation?: object }
}

beforeAll(() => {
  const rows = Array.from({ length: 6000 }, (_, row) => {
    const place = ['Rome', 'Oslo', 'Bern'][row % 3]
    return { age: (row * 7919) % 97, place, clicked: (row * 31) % 7 < 3 ? 'yes' : 'no' }
  })
  writeFileSync(csv, `age,place,clicked\n${rows.map(({ age, place, clicked }) => `${age},${place},${clicked}`).join('\n')}\n`)
  writeFileSync(jsonl, rows.map((row) => JSON.stringify(row)).join('\n'))
})

afterAll(() => rmSync(folder, { recursive: true }))

async function trained(...args: string[]): Promise<Trained> {
  const { stdout, stderr, code } = await minibatch('train', ...args, '--epochs', '3', '--l2', '0.001', '--json')
  expect(stderr).not.toMatch(/failed|Error/)
  expect(code).toBe(0)
  return JSON.parse(stdout) as Trained
}

describe('prepare', () => {
  it('writes what train reads in place of the table', async () => {
    const { stdout, code } = await minibatch('prepare', csv, '--target', 'clicked', '--out', prepared)
    expect(code).toBe(0)
    expect(stdout).toContain("6,000 rows, 4 features for 'clicked'")
    expect(stdout).toContain(`minibatch train --prepared ${prepared}`)
    const fromTable = await trained(csv, '--target', 'clicked')
    const fromFile = await trained('--prepared', prepared)
    expect(fromFile.weightsHash).toBe(fromTable.weightsHash)
    expect(fromFile.metrics).toEqual(fromTable.metrics)
  })

  it('writes the rows held out beside it', async () => {
    const out = join(folder, 'parted.safetensors')
    const held = join(folder, 'parted.validation.safetensors')
    const { stdout } = await minibatch('prepare', csv, '--target', 'clicked', '--validation', '0.25', '--seed', '5', '--out', out, '--json')
    expect(JSON.parse(stdout)).toMatchObject({ rows: 4500, features: 4, out, validation: { rows: 1500, out: held } })
    const fromTable = await trained(csv, '--target', 'clicked', '--validation', '0.25', '--seed', '5')
    const fromFiles = await trained('--prepared', out, '--validation', held, '--seed', '5')
    expect(fromFiles.weightsHash).toBe(fromTable.weightsHash)
    expect(fromFiles.metrics).toEqual(fromTable.metrics)
  })

  it('says what is missing, and what cannot be', async () => {
    expect((await minibatch('prepare', csv, '--target', 'clicked')).stderr).toMatch(/--out is missing/)
    expect((await minibatch('prepare', csv, '--out', prepared)).stderr).toMatch(/--target is missing/)
    const both = await minibatch('train', csv, '--prepared', prepared)
    expect([both.code, both.stderr]).toEqual([2, expect.stringMatching(/not both/)])
    const share = await minibatch('train', '--prepared', prepared, '--validation', '0.2')
    expect([share.code, share.stderr]).toEqual([2, expect.stringMatching(/Prepare the table with --validation 0.2/)])
    const folds = await minibatch('train', '--prepared', prepared, '--folds', '3')
    expect([folds.code, folds.stderr]).toEqual([2, expect.stringMatching(/Cross-validate the table itself/)])
    const none = await minibatch('train', '--prepared', csv)
    expect([none.code, none.stderr]).toEqual([3, expect.stringMatching(/cannot be read as prepared rows/)])
    const readOnly = await minibatch('prepare', csv, '--target', 'clicked', '--out', join(folder, 'no', 'rows.safetensors'))
    expect(readOnly.code).not.toBe(0)
  })
})

describe('--memory', () => {
  it('changes no result', async () => {
    const unbounded = await trained(csv, '--target', 'clicked', '--validation', '0.25')
    for (const source of [csv, jsonl]) {
      const bounded = await trained(source, '--target', 'clicked', '--validation', '0.25', '--memory', '20MB')
      expect(bounded.weightsHash).toBe(unbounded.weightsHash)
      expect(bounded.metrics).toEqual(unbounded.metrics)
    }
  })

  it('nor does the number of threads, whatever the rows come from', async () => {
    const parquet = join(folder, 'clicks.parquet')
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    await connection.run(`COPY (SELECT * FROM read_csv('${csv}')) TO '${parquet}' (FORMAT parquet)`)
    connection.closeSync()
    const rows = join(folder, 'again.safetensors')
    await minibatch('prepare', csv, '--target', 'clicked', '--out', rows)
    const sources = [[csv, '--target', 'clicked'], [parquet, '--target', 'clicked'], ['--prepared', rows]]
    const hashes: string[] = []
    for (const source of sources) {
      for (const threads of ['1', '2', '3']) {
        const { weightsHash } = await trained(...source, '--shuffle', 'block', '--memory', '20MB', '--threads', threads)
        hashes.push(weightsHash)
      }
    }
    expect(new Set(hashes).size).toBe(1)
  }, 60_000)

  it('too little is an error that names the least', async () => {
    const { code, stderr } = await minibatch('train', csv, '--target', 'clicked', '--l2', '0', '--memory', '50kB')
    expect(code).toBe(2)
    expect(stderr).toMatch(/Option --memory is 50 kB, and these rows need \d+ kB with shuffle 'full'/)
    expect((await minibatch('train', csv, '--target', 'clicked', '--memory', 'much')).stderr).toMatch(/such as 512MB/)
  })

  it('leaves no file behind', async () => {
    const own = mkdtempSync(join(folder, 'temporary-'))
    const args = ['train', csv, '--target', 'clicked', '--l2', '0', '--memory', '20MB']
    expect((await run(args, { env: { TMPDIR: own } })).code).toBe(0)
    expect(readdirSync(own)).toEqual([])
  })
})
