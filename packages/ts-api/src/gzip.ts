import { aborted, MinibatchError } from './errors.js'
import { chunksOfStream, type OpenSource } from './source.js'

/** The chunks of a source, unpacked where they begin as gzip does (1f 8b), whatever the file's name says. */
export async function* unpacked({ name, chunks }: OpenSource, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]()
  const head = await firstBytes(iterator)
  const all = withHead(head, iterator)
  if (head.length < 2 || head[0] !== 0x1f || head[1] !== 0x8b) {
    yield* all
    return
  }
  try {
    yield* chunksOfStream(streamOf(all).pipeThrough(new DecompressionStream('gzip') as Unpacking))
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
