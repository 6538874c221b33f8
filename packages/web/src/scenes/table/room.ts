/** Whether a file fits into the memory that WebAssembly has, told before it is read. */
import { isGzip, type TableFormat } from './format.ts'

/** What 32-bit addresses reach. */
export const room = 2 ** 32
/** Bytes of memory a cell takes at the most: as it was read, encoded, parted and predicted. */
const bytesACell = 20
/** Text that is looked at. */
const sampleBytes = 1 << 20
/** Bytes of text in a byte of gzip, about. */
const unpacked = 5
/** Rows that are offered at most: enough to learn from, few enough to wait for. */
const mostRows = 500_000

export interface Need {
  /** Bytes of the file. */
  readonly bytes: number
  /** Bytes of memory that the whole table would need, about. */
  readonly memory: number
  /** Rows that fit with room to spare; undefined where rows cannot be cut from the file's text. */
  readonly rows: number | undefined
}

/** The need of a file from its first lines; those of a Parquet file tell nothing, so its bytes are taken for text. */
export async function needOf(file: File, format: TableFormat): Promise<Need> {
  const packed = await isGzip(file)
  const textBytes = file.size * (packed ? unpacked : 1)
  if (format === 'parquet' || packed) return { bytes: file.size, memory: textBytes * unpacked, rows: format === 'parquet' ? undefined : mostRows }
  const text = new TextDecoder().decode(await file.slice(0, sampleBytes).arrayBuffer())
  const { columns, rowBytes } = shapeOf(text, format)
  const memory = (textBytes / rowBytes) * columns * bytesACell
  const isArray = format === 'json' && text.trimStart().startsWith('[')
  return { bytes: file.size, memory, rows: isArray ? undefined : Math.min(mostRows, roundDown(room / 4 / (columns * bytesACell))) }
}

/** Columns, and the mean bytes of a row, of the lines in a text. */
export function shapeOf(text: string, format: TableFormat): { columns: number; rowBytes: number } {
  const lines = text.split('\n').length
  const [first = ''] = text.split('\n', 1)
  const columns = format === 'json' ? (text.split('":').length - 1) / Math.max(1, lines) : first.split(/[,;\t|]/).length
  return { columns: Math.max(1, Math.round(columns)), rowBytes: text.length / lines }
}

/** The next of 1, 2, 5 × 10^k at or below a value. */
export function roundDown(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  const lead = value / power
  return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power
}
