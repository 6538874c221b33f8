/** Tables that come as bytes: read piece by piece, unpacked where they are gzip, handed to what understands them. */
import { loadCore } from '#load'

import type { Loaded } from '../backend/backend.js'
import type { Table } from '../backend/types.js'
import { aborted, calling } from '../errors.js'
import { unpacked } from '../gzip.js'
import { optionsJson } from '../options.js'
import { openSource, type Source } from '../source.js'
import { JsonReader } from './json.js'
import { memoryBound } from './memory.js'
import type { CsvOptions, FileOptions } from './options.js'

/** A table in the memory of a core. */
export interface LoadedTable {
  readonly loaded: Loaded
  readonly table: Table
}

/** What takes the bytes of a file. */
interface ByteReader {
  push(bytes: Uint8Array): void
  rows(): number
  finish(): Table
}

/** Reads CSV or TSV. */
export function csvTable(source: Source, options: CsvOptions): Promise<LoadedTable> {
  return fileTable(source, options, ({ core }, name) => {
    const reader = calling(() => new core.TableReader(optionsJson({ name, delimiter: options.delimiter, memory: memoryBound(options.memory) })))
    return {
      push: (bytes) => calling(() => reader.pushBytes(bytes)),
      rows: () => reader.rows(),
      finish: () => calling(() => reader.finish()),
    }
  })
}

/** Reads JSON. */
export function jsonTable(source: Source, options: FileOptions): Promise<LoadedTable> {
  return fileTable(source, options, ({ core }, name) => {
    const reader = new JsonReader(name)
    return { push: (bytes) => reader.push(bytes), rows: () => reader.rows, finish: () => reader.finish(core) }
  })
}

async function fileTable(
  source: Source,
  { backend, name, signal, maxUnpacked, onProgress }: FileOptions,
  open: (loaded: Loaded, name: string) => ByteReader,
): Promise<LoadedTable> {
  if (signal?.aborted) throw aborted(signal)
  const loaded = await loadCore(backend)
  const opened = await openSource(source, signal)
  const reader = open(loaded, name ?? opened.name)
  let bytes = 0
  const chunks = counted(opened.chunks, (length) => {
    bytes += length
  })
  for await (const chunk of unpacked({ ...opened, chunks }, { signal, maxUnpacked })) {
    if (signal?.aborted) throw aborted(signal)
    reader.push(chunk)
    onProgress?.({ rows: reader.rows(), bytes, totalBytes: opened.size })
  }
  return { loaded, table: reader.finish() }
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  count: (length: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    count(chunk.length)
    yield chunk
  }
}
