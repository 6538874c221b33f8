/** Several CSV files as one: the rows of each behind those of the one before, under one header. */
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { createGunzip } from 'node:zlib'
import { Dataset, MinibatchError } from 'minibatch'
import { CommandError } from '../exit.js'
import { cannotRead } from './files.js'

/** What is read, and how far the reader of the bytes is. */
export interface CsvFiles {
  readonly paths: readonly string[]
  readonly delimiter: string | undefined
  /** Rows taken so far. */
  readonly rows: () => number
}

const [LF, CR, QUOTE] = [10, 13, 34]
/** Bytes of a header. */
const LONGEST = 16 * 2 ** 20

/** Reads the files, and knows afterwards which row is whose. */
export class JoinedCsv {
  readonly #files: CsvFiles
  /** Rows before each file that was begun. */
  readonly #starts: number[] = []

  constructor(files: CsvFiles) {
    this.#files = files
  }

  /** The bytes of one table. */
  async *bytes(): AsyncGenerator<Uint8Array> {
    const { paths, rows } = this.#files
    let first: Buffer | undefined
    for (const path of paths) {
      this.#starts.push(rows())
      const { header, rest } = await headed(path)
      if (first === undefined) yield (first = header)
      else if (!plain(header).equals(plain(first))) await this.#checkSame(path, header, first)
      let last = LF
      for await (const chunk of rest) {
        last = chunk.at(-1) ?? last
        yield chunk
      }
      if (last !== LF) yield Buffer.from('\n')
    }
  }

  /** An error about a row of the whole as one about a row of its file. */
  located(error: unknown, name: string): unknown {
    const row = error instanceof MinibatchError ? error.details['row'] : undefined
    if (!(error instanceof MinibatchError) || typeof row !== 'number') return error
    const at = Math.max(0, this.#starts.findLastIndex((start) => start < row))
    const [file, own] = [basename(this.#files.paths[at]!), row - this.#starts[at]!]
    const message = error.message.replace(`${name}, row ${row}`, `${file}, row ${own}`).replace(/ \(line \d+\)/, '')
    const { line: _, ...details } = error.details
    return new MinibatchError(error.code, message, { ...details, file, row: own }, { cause: error })
  }

  /** Headers that differ as bytes may still say the same names. */
  async #checkSame(path: string, header: Buffer, first: Buffer): Promise<void> {
    const { delimiter, paths } = this.#files
    const [names, expected] = [await namesOf(header, delimiter), await namesOf(first, delimiter)]
    const at = expected.findIndex((name, index) => names[index] !== name)
    if (at < 0 && names.length === expected.length) return
    const [file, other] = [basename(path), basename(paths[0]!)]
    const column = at < 0 ? expected.length : at
    const said = (name: string | undefined) => (name === undefined ? 'no column' : `'${name}'`)
    throw new CommandError(
      'DATA_INVALID',
      `${file}, column ${column + 1}: expected ${said(expected[column])} as in ${other}, got ${said(names[column])}. Files of one table have the same header.`,
      { details: { file, column: names[column] ?? expected[column] } },
    )
  }
}

/** A file's header with the end of its line, and the bytes behind it. */
async function headed(path: string): Promise<{ header: Buffer; rest: AsyncIterable<Buffer> }> {
  const chunks = unpackedFile(path)[Symbol.asyncIterator]()
  let all = Buffer.alloc(0)
  let end = -1
  let [at, quoted] = [0, false]
  while (end < 0) {
    const { done, value } = await chunks.next()
    if (done) break
    all = Buffer.concat([all, value])
    for (; at < all.length && end < 0; at++) {
      if (all[at] === QUOTE) quoted = !quoted
      else if (all[at] === LF && !quoted) end = at + 1
    }
    if (end < 0 && all.length > LONGEST) end = all.length
  }
  if (end < 0) end = all.length
  const header = all.subarray(0, end)
  const rest = async function* () {
    if (end < all.length) yield all.subarray(end)
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value
  }
  return { header: header.at(-1) === LF ? header : Buffer.concat([header, Buffer.from('\n')]), rest: rest() }
}

async function* unpackedFile(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: 1 << 18 })
  const isPacked = path.toLowerCase().endsWith('.gz')
  const unpacking = createGunzip()
  try {
    const bytes = isPacked ? file.on('error', (error) => unpacking.destroy(error)).pipe(unpacking) : file
    for await (const chunk of bytes) yield chunk as Buffer
  } catch (cause) {
    if (!isPacked || (cause as NodeJS.ErrnoException).syscall !== undefined) throw cannotRead(path, cause)
    throw new CommandError('DATA_INVALID', `${basename(path)} is not whole gzip data (${(cause as Error).message}). Fetch or compress the file again.`, { details: { file: basename(path) } })
  }
}

/** Without the mark of UTF-8 and the end of the line. */
function plain(header: Buffer): Buffer {
  const from = header.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0
  let end = header.length
  while (end > from && (header[end - 1] === LF || header[end - 1] === CR)) end--
  return header.subarray(from, end)
}

/** The names of a header, by the core's own reader: the header is a row too, so that the table is not empty. */
async function namesOf(header: Buffer, delimiter: string | undefined): Promise<string[]> {
  const line = Buffer.concat([plain(header), Buffer.from('\n')])
  const table = await Dataset.fromCsv(Buffer.concat([line, line]), { name: 'the header', ...(delimiter === undefined ? {} : { delimiter }) })
  return table.describe().columns.map(({ name }) => name)
}
