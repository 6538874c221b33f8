/** Worker side: reads a file as the table it is. */
import { Dataset, type ReadProgress } from 'minibatch'
import type { TableFormat } from './format.ts'

type Reader = (source: Blob | Uint8Array, options: { onProgress?: (progress: ReadProgress) => void }) => Promise<Dataset>

const readers: Readonly<Record<TableFormat, Reader>> = {
  csv: (source, options) => Dataset.fromCsv(source, options),
  json: (source, options) => Dataset.fromJson(source, options),
  parquet: (source, options) => Dataset.fromParquet(source, options),
}

export function readTable(file: File, format: TableFormat, onProgress: (progress: ReadProgress) => void): Promise<Dataset> {
  return readers[format](file, { onProgress })
}

/** Fetches what reading a format needs beyond what is here: a file without a byte is opened, and refused. */
export async function prepareReader(format: TableFormat): Promise<void> {
  await readers[format](new Uint8Array(), {}).catch(() => undefined)
}
