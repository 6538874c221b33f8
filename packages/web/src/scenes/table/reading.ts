/** Worker side: reads a file as the table it is. */
import { Dataset, type ReadProgress } from 'minibatch'
import type { TableFormat } from './format.ts'

export interface ReadingWatch {
  readonly onProgress?: (progress: ReadProgress) => void
  readonly signal?: AbortSignal
}

type Reader = (source: Blob | Uint8Array, watch: ReadingWatch) => Promise<Dataset>

const readers: Readonly<Record<TableFormat, Reader>> = {
  csv: (source, watch) => Dataset.fromCsv(source, watch),
  json: (source, watch) => Dataset.fromJson(source, watch),
  parquet: (source, watch) => Dataset.fromParquet(source, watch),
}

export function readTable(file: File, format: TableFormat, watch: ReadingWatch): Promise<Dataset> {
  return readers[format](file, watch)
}

/** Fetches what reading a format needs beyond what is here: a file without a byte is opened, and refused. */
export async function prepareReader(format: TableFormat): Promise<void> {
  await readers[format](new Uint8Array(), {}).catch(() => undefined)
}
