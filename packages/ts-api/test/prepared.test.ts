/** Prepared rows, in Node with the native core: the same run as from the table, whatever the memory. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Dataset, dense, MinibatchError, sequential, Trainer, type TrainerOptions } from 'minibatch'

const folder = mkdtempSync(join(tmpdir(), 'minibatch-prepared-'))
const csv = join(folder, 'houses.csv')

beforeAll(() => {
  const rows = Array.from({ length: 5000 }, (_, row) => {
    const area = (row * 7919) % 997
    const price = row % 97 === 3 ? '' : String(area * 3 + (row % 11))
    return `${area},${row % 13 === 0 ? '' : (row * 31) % 101},${['Rome', 'Oslo', 'Bern'][row % 3]},${price}`
  })
  writeFileSync(csv, `area,age,city,price\n${rows.join('\n')}\n`)
})

afterAll(() => rmSync(folder, { recursive: true }))

async function hashOf(data: Dataset, options: TrainerOptions = {}): Promise<string> {
  const net = sequential(data, [dense(1)])
  const trainer = new Trainer(net, data, { epochs: 3, l2: 0, ...options })
  await trainer.run()
  return trainer.weightsHash
}

describe('prepared rows', () => {
  it('train as the table does, and tell the same of it', async () => {
    const data = await Dataset.fromCsv(csv, { target: 'price' })
    const path = join(folder, 'rows.safetensors')
    const progress: number[] = []
    const written = await data.prepare(path, { onProgress: ({ rows, totalRows }) => progress.push(rows / totalRows) })
    expect(progress.at(-1)).toBe(1)
    const opened = await Dataset.fromPrepared(path)
    for (const rows of [written, opened]) {
      expect(rows.rows).toBe(data.report.rows)
      expect(rows.report).toEqual(data.report)
      expect(await hashOf(rows)).toBe(await hashOf(data))
    }
  })

  it('are safetensors whose rows start at a page', async () => {
    const data = await Dataset.fromCsv(csv, { target: 'price' })
    const path = join(folder, 'layout.safetensors')
    await data.prepare(path)
    const bytes = readFileSync(path)
    const length = Number(bytes.readBigUInt64LE(0))
    const header = JSON.parse(bytes.subarray(8, 8 + length).toString()) as Record<string, { data_offsets: number[]; shape: number[] }>
    const { rows, features } = data.report
    expect((8 + length) % 4096).toBe(0)
    expect(header['x']).toEqual({ dtype: 'F32', shape: [rows, features], data_offsets: [0, rows * features * 4] })
    expect(bytes.length).toBe(8 + length + rows * (features + 1) * 4)
  })

  it('hold validation rows encoded as those of the training', async () => {
    const { train, test } = (await Dataset.fromCsv(csv, { target: 'price' })).split({ test: 0.2, seed: 3 })
    const rows = await train.prepare(null)
    const held = await test.prepare(null, { like: rows })
    expect(await hashOf(rows, { validation: held })).toBe(await hashOf(train, { validation: test }))
    const trainer = new Trainer(sequential(rows, [dense(1)]), rows, { epochs: 2, l2: 0 })
    await trainer.run()
    expect(trainer.model().evaluate(held)).toEqual(trainer.model().evaluate(test))
  })

  it('stay in their file under a bound of memory, which changes no result', async () => {
    // Two windows of each stripe take 134 MB, and only rows that are more lie in a file for good.
    const cells = Float32Array.from({ length: 100_000 + 400 }, (_, row) => ((row * 7919) % 1009) / 1009)
    const columns = Array.from({ length: 401 }, (_, column) => [`c${column}`, cells.subarray(column, column + 100_000)] as const)
    const wide = await Dataset.fromColumns(Object.fromEntries(columns), { target: 'c0' })
    const path = join(folder, 'wide.safetensors')
    await wide.prepare(path)
    const options = { batchSize: 256, epochs: 1, shuffle: 'block' } as const
    const file = await Dataset.fromPrepared(path, { memory: 160_000_000 })
    const trainer = new Trainer(sequential(file, [dense(1)]), file, { l2: 0, ...options })
    await trainer.run()
    expect(trainer.weightsHash).toBe(await hashOf(wide, options))
    expect(trainer.model().evaluate(file)).toEqual(trainer.model().evaluate(wide))
    await expect(hashOf(file, { ...options, shuffle: 'full' })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      details: { option: 'memory' },
    })
    const little = await Dataset.fromPrepared(path, { memory: 1_000_000 })
    await expect(hashOf(little, options)).rejects.toThrow(/memory is 1 MB, and these rows need \d+ MB/)
  }, 60_000)

  it('leave no file behind where they are not finished', async () => {
    const data = await Dataset.fromCsv(csv, { target: 'price' })
    const before = readdirSync(folder)
    const abort = new AbortController()
    const stopped = data.prepare(join(folder, 'stopped.safetensors'), { signal: abort.signal, onProgress: () => abort.abort() })
    await expect(stopped).rejects.toMatchObject({ code: 'ABORTED' })
    await expect(data.prepare(join(folder, 'no', 'such', 'folder'))).rejects.toMatchObject({ code: 'IO_FAILED' })
    expect(readdirSync(folder)).toEqual(before)
  })

  it('refuse what is no such file, and another table as theirs', async () => {
    await expect(Dataset.fromPrepared(join(folder, 'none'))).rejects.toMatchObject({ code: 'IO_FAILED' })
    await expect(Dataset.fromPrepared(csv)).rejects.toMatchObject({ code: 'DATA_INVALID' })
    const arrays = Dataset.fromArrays({ x: [[1], [2]], y: [1, 2] })
    await expect(arrays.prepare(null)).rejects.toThrow(MinibatchError)
  })
})

describe('a table read under a bound of memory', () => {
  it('is the table', async () => {
    const data = await Dataset.fromCsv(csv, { target: 'price' })
    const bounded = await Dataset.fromCsv(csv, { target: 'price', memory: 100_000 })
    expect(bounded.describe()).toEqual(data.describe())
    expect(bounded.report).toEqual(data.report)
    expect(bounded.texts('city', 4990, 10)).toEqual(data.texts('city', 4990, 10))
    await expect(Dataset.fromCsv(csv, { target: 'price', memory: 0.5 })).rejects.toMatchObject({ code: 'OPTION_INVALID' })
  })
})
