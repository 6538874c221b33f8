/** What a run writes of its course: JSON lines, and the events of TensorBoard. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PbfReader } from 'pbf'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { document, FIXTURES, folder, minibatch } from './command.js'

const DIABETES = join(FIXTURES, 'tables/diabetes.csv')
const RUN = ['train', DIABETES, '--target', 'target', '--validation', '0.2']
/** A run of about a second. */
const LONG = [...RUN, '--hidden', '128,128', '--batch-size', '4', '--epochs', '90', '--early-stopping', 'none']

type Line = { type: string; [name: string]: unknown }
type EpochLine = Line & { number: number; loss: number; learningRate: number; validation: { loss: number }; gradientNorm: number }

let place: ReturnType<typeof folder>
beforeAll(() => (place = folder()))
afterAll(() => place.remove())

function linesOf(name: string): Line[] {
  const text = readFileSync(join(place.path, name), 'utf8')
  expect(text.endsWith('\n')).toBe(true)
  return text.trimEnd().split('\n').map((line) => JSON.parse(line) as Line)
}

function epochsOf(lines: readonly Line[]): EpochLine[] {
  return lines.filter(({ type }) => type === 'epoch') as EpochLine[]
}

/** Stops a run by Ctrl-C once its log has some epochs. */
function interrupted(args: readonly string[], log: string) {
  let watch: NodeJS.Timeout | undefined
  const hasEpochs = () => existsSync(join(place.path, log)) && readFileSync(join(place.path, log), 'utf8').split('\n').length > 5
  return minibatch([...args, '--log', log], {
    cwd: place.path,
    onChild: (child) => {
      watch = setInterval(() => {
        if (!hasEpochs()) return
        clearInterval(watch)
        child.kill('SIGINT')
      }, 5)
      child.once('close', () => clearInterval(watch))
    },
  })
}

describe('--log', () => {
  it('has what runs, every epoch, and what it came to', async () => {
    const found = await document<{ epochs: number; steps: number }>([...RUN, '--log', 'run.jsonl'], { cwd: place.path })
    const lines = linesOf('run.jsonl')
    expect(lines.map(({ type }) => type)).toEqual(['run', ...Array.from({ length: found.epochs }, () => 'epoch'), 'result'])
    const [first, last] = [lines[0]!, lines.at(-1)!]
    expect(first).toMatchObject({ target: 'target', task: 'regression', rows: 353, features: 10, resumedAfter: 0, options: { batchSize: 64 } })
    const { type: _, time, options, ...result } = last
    expect(result).toEqual(found)
    expect(Date.parse(String(time))).toBeGreaterThanOrEqual(Date.parse(String(first['time'])))
    expect((options as { l2: unknown }).l2).toBeTypeOf('number')
    const epochs = epochsOf(lines)
    expect(epochs.map(({ number }) => number)).toEqual(epochs.map((_, i) => i + 1))
    expect(epochs.at(-1)).toMatchObject({ steps: found.steps, rows: 353, learningRate: expect.any(Number), validation: { loss: expect.any(Number) } })
  })

  it('of a run that was interrupted and gone on with is that of the whole run', async () => {
    const kept = [...LONG, '--checkpoint', 'run.ckpt']
    expect((await interrupted(kept, 'parts.jsonl')).code).toBe(130)
    expect(linesOf('parts.jsonl').at(-1)).toMatchObject({ type: 'error', code: 'ABORTED' })
    await document([...kept, '--log', 'parts.jsonl', '--resume'], { cwd: place.path })
    await document([...LONG, '--log', 'whole.jsonl'], { cwd: place.path })
    const [parts, whole] = [linesOf('parts.jsonl'), linesOf('whole.jsonl')]
    expect(parts[0]!['resumedAfter']).toBeGreaterThan(0)
    const facts = (lines: Line[]) =>
      epochsOf(lines).map(({ number, loss, learningRate, gradientNorm, validation }) => ({ number, loss, learningRate, gradientNorm, validation }))
    expect(facts(parts)).toEqual(facts(whole))
    expect(parts.at(-1)).toMatchObject({ type: 'result', weightsHash: whole.at(-1)!['weightsHash'] })
  })

  it('that cannot be written ends the run with a sentence', async () => {
    const full = await minibatch([...RUN, '--log', '/dev/full', '-q'])
    expect([full.code, full.stderr]).toEqual([1, "Cannot write '/dev/full': the disk is full.\n"])
    const nowhere = await minibatch([...RUN, '--log', '/nowhere/run.jsonl', '-q'])
    expect([nowhere.code, nowhere.stderr]).toEqual([1, "Cannot write '/nowhere/run.jsonl': the folder '/nowhere' does not exist; make it first.\n"])
    const file = await minibatch([...RUN, '--tensorboard', DIABETES, '-q'])
    expect(file.code).toBe(1)
    expect(file.stderr).toMatch(/^Cannot write '.*diabetes\.csv': it is a file; name a folder\.\n$/)
  })
})

/** CRC-32C bit by bit, as its definition has it. */
function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  }
  return ~crc >>> 0
}

/** The messages of a file of TFRecords, every length and checksum checked. */
function recordsOf(bytes: Buffer): Uint8Array[] {
  const records: Uint8Array[] = []
  const check = (from: number, to: number) => {
    const crc = crc32c(bytes.subarray(from, to))
    expect(bytes.readUInt32LE(to)).toBe((((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0)
  }
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at))
    check(at, at + 8)
    check(at + 12, at + 12 + length)
    records.push(bytes.subarray(at + 12, at + 12 + length))
    at += length + 16
  }
  return records
}

interface Event {
  step: number
  version?: string
  starts?: boolean
  values: Record<string, number | undefined>
}

function eventOf(message: Uint8Array): Event {
  const event: Event = { step: 0, values: {} }
  new PbfReader(message).readFields((field, _, reader) => {
    if (field === 2) event.step = reader.readVarint()
    if (field === 3) event.version = reader.readString()
    if (field === 5) reader.readMessage((_field, __, summary) => addValue(event, summary), null)
    if (field === 7) event.starts = true
  }, null)
  return event
}

function addValue(event: Event, summary: PbfReader): void {
  let tag = ''
  let value: number | undefined
  summary.readMessage((field, _, reader) => {
    if (field === 1) tag = reader.readString()
    if (field === 2) value = reader.readFloat()
  }, null)
  event.values[tag] = value
}

/** The events of a folder's files, in their order. */
function eventsOf(name: string): Event[][] {
  const path = join(place.path, name)
  return readdirSync(path)
    .toSorted()
    .map((file) => {
      expect(file).toMatch(/^events\.out\.tfevents\.\d{10}\./)
      return recordsOf(readFileSync(join(path, file))).map(eventOf)
    })
}

describe('--tensorboard', () => {
  it('has a point an epoch of each curve, and the metrics at the end', async () => {
    const args = [...RUN, '--tensorboard', 'runs/one', '--log', 'one.jsonl']
    const { metrics } = await document<{ metrics: { train: { r2: number } } }>(args, { cwd: place.path })
    const [events] = eventsOf('runs/one')
    const [version, start, options, ...points] = events!
    expect(version).toMatchObject({ version: 'brain.Event:2' })
    expect(start).toMatchObject({ step: 1, starts: true })
    expect(Object.keys(options!.values)).toEqual(['options'])
    const last = points.pop()!
    const epochs = epochsOf(linesOf('one.jsonl'))
    expect(points.map(({ step }) => step)).toEqual(epochs.map(({ number }) => number))
    points.forEach(({ values }, i) => {
      const { loss, validation, learningRate, gradientNorm } = epochs[i]!
      expect(values).toMatchObject({
        'loss/train': Math.fround(loss),
        'loss/validation': Math.fround(validation.loss),
        learning_rate: Math.fround(learningRate),
        gradient_norm: Math.fround(gradientNorm),
      })
    })
    expect(last.values['r2/train']).toBe(Math.fround(metrics.train.r2))
  })

  it('of a run that goes on says from where', async () => {
    const kept = [...LONG, '--checkpoint', 'tb.ckpt', '--tensorboard', 'runs/two']
    expect((await interrupted(kept, 'tb.jsonl')).code).toBe(130)
    await document([...kept, '--resume'], { cwd: place.path })
    const files = eventsOf('runs/two')
    expect(files).toHaveLength(2)
    const [before, after] = files.map((events) => events.filter(({ values }) => 'loss/train' in values).map(({ step }) => step)) as [number[], number[]]
    expect(after[0]).toBe(before.at(-1)! + 1)
    expect(after.at(-1)).toBe(90)
    expect(files[1]!.find(({ starts }) => starts)).toMatchObject({ step: after[0] })
  })
})
