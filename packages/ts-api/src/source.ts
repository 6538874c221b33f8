/** The bytes of a table or a model, wherever they lie: a path, an address, a Blob, a stream or memory. */
import { openFile, openSlices as openFileSlices } from '#files'

import { aborted, MinibatchError } from './errors.js'
import { describe } from './matrix.js'

/**
 * Where bytes come from. A string is a path in Node (or an http(s) address) and an address relative to the page in a
 * browser.
 */
export type Source = string | URL | Blob | Uint8Array | ArrayBuffer | ReadableStream<Uint8Array>

/** Bytes piece by piece. */
export interface OpenSource {
  /** What errors call it: the file's name, or a word. */
  readonly name: string
  /** Size in bytes as stored, where it is known. */
  readonly size?: number | undefined
  readonly chunks: AsyncIterable<Uint8Array>
}

/**
 * Opens a source. The signal also ends a read that waits for its stream.
 *
 * @throws MinibatchError IO_FAILED, ABORTED, DATA_INVALID for a value that is no source
 */
export async function openSource(source: Source, signal?: AbortSignal): Promise<OpenSource> {
  if (typeof source === 'string' || source instanceof URL) {
    return isRemote(source) ? fetched(source, signal) : openFile(source, signal)
  }
  if (source instanceof Blob) {
    const name = 'name' in source && typeof source.name === 'string' ? source.name : 'the blob'
    return { name, size: source.size, chunks: chunksOfStream(source.stream(), signal) }
  }
  if (source instanceof Uint8Array || source instanceof ArrayBuffer) {
    const bytes = new Uint8Array(source instanceof ArrayBuffer ? source : source.buffer, ...viewOf(source))
    return { name: 'the bytes', size: bytes.length, chunks: pieces(bytes) }
  }
  if (typeof source?.getReader === 'function') return { name: 'the stream', chunks: chunksOfStream(source, signal) }
  throw new MinibatchError(
    'DATA_INVALID',
    `A source must be a path, URL, Blob, Uint8Array, ArrayBuffer or ReadableStream; got ${describe(source)}.`,
  )
}

/** Bytes read part by part, in any order. */
export interface OpenSlices {
  readonly name: string
  readonly size: number
  /** Bytes from `start` to before `end`; fewer where the source ends before. */
  slice(start: number, end: number): Promise<ArrayBuffer>
  close(): Promise<void>
}

/**
 * Opens a source for reading parts of it. A file and a Blob are read where they lie, all else is taken into memory.
 *
 * @throws MinibatchError as `openSource`
 */
export async function openSlices(source: Source, signal?: AbortSignal): Promise<OpenSlices> {
  if ((typeof source === 'string' || source instanceof URL) && !isRemote(source)) return openFileSlices(source, signal)
  const opened = await openSource(source, signal)
  if (!(source instanceof Blob)) return inMemory(opened)
  return {
    name: opened.name,
    size: source.size,
    slice: (start, end) => source.slice(start, end).arrayBuffer(),
    close: async () => {},
  }
}

/** All bytes of a source, for reading parts of them. */
export async function inMemory({ name, chunks }: OpenSource): Promise<OpenSlices> {
  const bytes = await joined(chunks)
  return { name, size: bytes.length, slice: async (start, end) => bytes.slice(start, end).buffer, close: async () => {} }
}

/** All bytes of a source. */
export async function readAll(source: Source): Promise<{ name: string; bytes: Uint8Array }> {
  const { name, chunks } = await openSource(source)
  return { name, bytes: await joined(chunks) }
}

async function joined(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = []
  for await (const part of chunks) parts.push(part)
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** The bytes at an address. */
export async function fetched(address: string | URL, signal?: AbortSignal): Promise<OpenSource> {
  const name = String(address)
  let response: Response
  try {
    response = await fetch(address, signal ? { signal } : {})
  } catch (error) {
    throw signal?.aborted ? aborted(signal) : unreachable(name, error)
  }
  if (!response.ok || !response.body) throw unreachable(name, `status ${response.status}`)
  const length = Number(response.headers.get('content-length'))
  const encoded = response.headers.get('content-encoding')
  return { name, size: length && !encoded ? length : undefined, chunks: fetchedChunks(response.body, name, signal) }
}

async function* fetchedChunks(
  body: ReadableStream<Uint8Array>,
  name: string,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunksOfStream(body, signal)
  } catch (error) {
    throw error instanceof MinibatchError ? error : unreachable(name, error)
  }
}

/** Chunks of a web stream; not every browser iterates streams by itself. */
export async function* chunksOfStream(
  stream: ReadableStream<Uint8Array>,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  const cancel = () => void reader.cancel().catch(() => {})
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (signal?.aborted) throw aborted(signal)
      if (done) return
      yield value
    }
  } catch (error) {
    throw signal?.aborted ? aborted(signal) : error
  } finally {
    signal?.removeEventListener('abort', cancel)
    // Also where the consumer stops early: the source behind the stream is let go.
    await reader.cancel().catch(() => {})
  }
}

/** A view's offset and length; an ArrayBuffer is taken whole. */
function viewOf(source: Uint8Array | ArrayBuffer): [number?, number?] {
  return source instanceof Uint8Array ? [source.byteOffset, source.byteLength] : []
}

/** Long enough that crossings do not count, short enough that a page stays alive between two. */
const PIECE = 1 << 20

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE)
}

function isRemote(source: string | URL): boolean {
  return source instanceof URL ? source.protocol !== 'file:' : /^(https?|blob|data):/i.test(source)
}

function unreachable(name: string, cause: unknown): MinibatchError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new MinibatchError(
    'IO_FAILED',
    `Cannot fetch ${name}: ${reason}. Check the address, and that its server allows this page to read it.`,
    { path: name },
    { cause },
  )
}
