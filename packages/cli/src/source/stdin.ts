/** A table that comes in by stdin: its kind from its first bytes, and what cannot be read on its way put by. */
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, gunzipSync } from 'node:zlib'
import { HEAD, type Kind, kindOfText, markOf } from './kind.js'

/** Pipes give little at once; what is read at once is as long as of a file. */
const PIECE = 1 << 20

/** The bytes of stdin with what they begin as. */
export interface Stdin {
  readonly kind: Kind | 'zstd' | 'zip'
  readonly bytes: AsyncIterable<Uint8Array>
}

/** Waits for the first bytes. */
export async function openStdin(): Promise<Stdin> {
  const chunks = process.stdin[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  let head: Buffer = Buffer.alloc(0)
  for (let next = { done: false } as IteratorResult<Buffer>; head.length < HEAD && !next.done; ) {
    next = await chunks.next()
    if (!next.done) head = Buffer.concat([head, next.value])
  }
  const bytes = async function* () {
    let parts = [head]
    let length = head.length
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
      parts.push(next.value)
      length += next.value.length
      if (length < PIECE) continue
      yield Buffer.concat(parts)
      parts = []
      length = 0
    }
    if (length > 0) yield Buffer.concat(parts)
  }
  return { kind: kindOf(head), bytes: bytes() }
}

function kindOf(head: Buffer): Kind | 'zstd' | 'zip' {
  const mark = markOf(head)
  if (mark !== 'gzip') return mark ?? kindOfText(head)
  try {
    const inner = gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH })
    const kind = markOf(inner)
    return kind === undefined || kind === 'gzip' ? kindOfText(inner) : kind
  } catch {
    return 'csv'
  }
}

/** Puts the bytes into a file, which a reader that goes back and forth needs; `remove` takes it away. */
export async function asFile(bytes: AsyncIterable<Uint8Array>, name: string): Promise<{ path: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'minibatch-'))
  const path = join(folder, name)
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    await pipeline(Readable.from(bytes), createWriteStream(path))
  } catch (error) {
    await remove()
    throw error
  }
  return { path, remove }
}

/** All of the bytes. */
export async function allOf(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const part of bytes) parts.push(part)
  return Buffer.concat(parts)
}
