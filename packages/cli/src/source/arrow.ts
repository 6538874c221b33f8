/** Arrow files and streams, by the package apache-arrow, which is loaded only then. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { Worker } from 'node:worker_threads'
import { gunzipSync } from 'node:zlib'
import type { Table } from 'apache-arrow'
import { Dataset, type TableOptions } from 'minibatch'
import { CommandError } from '../exit.js'
import { cannotRead } from './files.js'
import { markOf } from './kind.js'

/** Milliseconds for the shape of a file to be made out, and for each byte of it. Ten times what whole files take. */
const PATIENCE = 5_000
const PER_BYTE = 1e-5

/** How Arrow is read. */
export interface ArrowReading {
  readonly options: TableOptions
  readonly maxUnpacked: number | undefined
}

/**
 * Reads Arrow files as one table, in their order.
 *
 * @throws CommandError IO_FAILED, DATA_INVALID for damaged files and other columns than the first has
 */
export async function fromArrowFiles(paths: readonly string[], reading: ArrowReading): Promise<Dataset> {
  const all: Uint8Array[] = []
  for (const path of paths) {
    try {
      all.push(await readFile(path))
    } catch (cause) {
      throw cannotRead(path, cause)
    }
  }
  return fromArrowBytes(all, paths.map((path) => basename(path)), reading)
}

/** Reads Arrow bytes as one table; `names` is what errors call each. */
export async function fromArrowBytes(all: readonly Uint8Array[], names: readonly string[], { options, maxUnpacked }: ArrowReading): Promise<Dataset> {
  const { tableFromIPC } = await import('apache-arrow')
  let whole: Table | undefined
  for (const [index, packed] of all.entries()) {
    const name = names[index]!
    const bytes = unpacked(packed, name, maxUnpacked)
    const table = await checked(bytes, name, () => tableFromIPC(bytes))
    if (whole === undefined) whole = table
    else if (String(table.schema) === String(whole.schema)) whole = whole.concat(table)
    else throw new CommandError('DATA_INVALID', `${name}: expected the columns of ${names[0]!} (${String(whole.schema)}), got ${String(table.schema)}.`, { details: { file: name } })
  }
  return Dataset.fromArrow(whole as never, options)
}

function unpacked(bytes: Uint8Array, name: string, maxUnpacked: number | undefined): Uint8Array {
  if (markOf(bytes) !== 'gzip') return bytes
  try {
    return gunzipSync(bytes, { maxOutputLength: maxUnpacked ?? Math.max(64 * 2 ** 20, 100 * bytes.length) })
  } catch (cause) {
    const isLarge = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    const why = isLarge ? 'expands further than tables do. Give --max-unpacked to let it, or unpack it before' : `is not whole gzip data (${(cause as Error).message}). Fetch or compress the file again`
    throw new CommandError('DATA_INVALID', `${name} ${why}.`, { details: { file: name } })
  }
}

/** Decodes once beside, in a thread that can be ended: a damaged length may make the decoder go on for ever. */
const TRIAL = `
const { parentPort, workerData } = require('node:worker_threads')
import(workerData.module).then(({ tableFromIPC }) => {
  const table = tableFromIPC(workerData.bytes)
  let bytes = 0
  for (const vector of table.schema.fields.map((_, at) => table.getChildAt(at))) for (const data of vector.data) bytes = Math.max(bytes, data.length)
  parentPort.postMessage({ rows: table.numRows, longest: bytes })
}).catch((error) => parentPort.postMessage({ failure: String(error && error.message) }))`

interface Trial {
  readonly rows?: number
  readonly longest?: number
  readonly failure?: string
}

async function checked<T>(bytes: Uint8Array, name: string, decode: () => T): Promise<T> {
  const damaged = (why: string) =>
    new CommandError('DATA_INVALID', `${name} is no whole Arrow file that can be read here (${why}). Write or fetch it again.`, { details: { file: name } })
  if (bytes.length === 0) throw damaged('it is empty')
  const { rows = 0, longest = 0, failure } = await trialOf(bytes)
  if (failure !== undefined) throw damaged(failure.replace(/[\s.]+$/, ''))
  // A cell takes a bit at least, and only a column of nulls none.
  if (Math.max(rows, longest) > 8 * bytes.length) throw damaged(`it claims ${rows} rows`)
  if (rows === 0) throw new CommandError('DATA_INVALID', `${name} has no rows. Give a table with at least one.`, { details: { file: name } })
  return decode()
}

function trialOf(bytes: Uint8Array): Promise<Trial> {
  const module = import.meta.resolve('apache-arrow')
  return new Promise((resolve) => {
    const worker = new Worker(TRIAL, { eval: true, workerData: { bytes, module } })
    const end = (outcome: Trial) => {
      clearTimeout(patience)
      void worker.terminate()
      resolve(outcome)
    }
    const patience = setTimeout(() => end({ failure: 'its shape makes no end' }), PATIENCE + PER_BYTE * bytes.length)
    worker.once('message', end)
    worker.once('error', (error) => end({ failure: error.message }))
  })
}
