import { aborted, MinibatchError } from './errors.js'
import { chunksOfStream, type OpenSource } from './source.js'

/** How bytes are unpacked. */
export interface UnpackOptions {
  readonly signal?: AbortSignal | undefined
  /** Bytes that packed ones may become. Default: 100 times as many, at least 64 MiB. */
  readonly maxUnpacked?: number | undefined
}

/**
 * The chunks of a source, unpacked where they begin as gzip does (1f 8b), whatever the file's name says. A few kilobytes
 * of gzip can hold gigabytes, so what expands further than tables do is refused.
 *
 * @throws MinibatchError DATA_INVALID for damaged gzip and for more bytes than may be
 */
export async function* unpacked({ name, chunks }: OpenSource, options: UnpackOptions = {}): AsyncGenerator<Uint8Array> {
  const { signal, maxUnpacked } = options
  const iterator = chunks[Symbol.asyncIterator]()
  const head = await firstBytes(iterator)
  const all = withHead(head, iterator)
  if (head.length < 2 || head[0] !== 0x1f || head[1] !== 0x8b) {
    yield* all
    return
  }
  let [packed, whole] = [0, 0]
  const counted = cut(all, (length) => {
    packed += length
  })
  try {
    for await (const chunk of chunksOfStream(streamOf(counted).pipeThrough(new DecompressionStream('gzip') as Unpacking))) {
      whole += chunk.length
      if (whole > (maxUnpacked ?? Math.max(LEAST, RATIO * packed))) throw tooLarge(name, packed, whole)
      yield chunk
    }
  } catch (error) {
    if (signal?.aborted) throw aborted(signal)
    if (error instanceof MinibatchError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new MinibatchError(
      'DATA_INVALID',
      `${name} is not whole gzip data (${reason}). Fetch or compress the file again.`,
      { file: name },
      { cause: error },
    )
  }
}

/** Tables of text shrink to a fifth or a tenth, very regular ones to a fiftieth. */
const RATIO = 100
const LEAST = 64 * 2 ** 20

function tooLarge(name: string, packed: number, whole: number): MinibatchError {
  const [from, to] = [packed, whole].map((bytes) => `${(bytes / 2 ** 20).toPrecision(3)} MiB`)
  return new MinibatchError(
    'DATA_INVALID',
    `${name} expands from ${from} of gzip to more than ${to}, further than tables do. Use maxUnpacked to let it, or unpack it before.`,
    { file: name, packed, unpacked: whole },
  )
}

/** Short enough that what is counted as read is about what is unpacked so far. */
const STEP = 1 << 16

async function* cut(chunks: AsyncGenerator<Uint8Array>, count: (length: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += STEP) {
      const part = chunk.subarray(at, at + STEP)
      count(part.length)
      yield part
    }
  }
}

/** DecompressionStream as it is: it takes any bytes. The library types name buffers only. */
type Unpacking = ReadableWritablePair<Uint8Array, Uint8Array>

/** The first chunk that holds at least two bytes, smaller ones joined. */
async function firstBytes(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head = new Uint8Array(0)
  while (head.length < 2) {
    const { done, value } = await iterator.next()
    if (done) break
    if (head.length === 0) head = value as Uint8Array<ArrayBuffer>
    else head = Uint8Array.from([...head, ...value])
  }
  return head
}

async function* withHead(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head
    for (;;) {
      const { done, value } = await rest.next()
      if (done) return
      yield value
    }
  } finally {
    await rest.return?.()
  }
}

function streamOf(chunks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await chunks.return(undefined)
    },
  })
}
