/** Worker side: a part of a table's rows, cut from its text at line ends: the first ones, or every so manieth. */
import { isGzip, type TableFormat } from './format.ts'
import { quoted } from './command.ts'

export type Cut = { readonly first: number } | { readonly every: number }

export interface CutFile {
  readonly file: File
  /** A command that writes the same rows; undefined where cells hold line ends, which commands of lines cut through. */
  readonly source: string | undefined
}

const newline = 10
const quote = 34

/**
 * Cuts rows from CSV or JSON lines; packed text comes out unpacked.
 *
 * @throws Error for a table that does not stand in lines
 */
export async function cutRows(file: File, format: TableFormat, cut: Cut): Promise<CutFile> {
  const [start = ''] = (await file.slice(0, 64).text()).trimStart()
  if (format === 'parquet' || (format === 'json' && start === '['))
    throw new Error(`${file.name} does not stand in lines, so its rows cannot be cut here.`)
  const packed = await isGzip(file)
  const text = packed ? file.stream().pipeThrough(new DecompressionStream('gzip')) : file.stream()
  const rows = new RowCutter(format === 'csv' ? 1 : 0, cut)
  const reader = text.getReader()
  for (let piece = await reader.read(); !piece.done && !rows.done; piece = await reader.read()) rows.take(piece.value)
  await reader.cancel()
  const command = lineCommand(cut, format, rows.lines)
  const open = packed ? `gzip -dc ${quoted(file.name)} | ${command}` : `${command} ${quoted(file.name)}`
  return {
    file: new File(rows.parts, file.name.replace(/\.gz$/i, '')),
    source: rows.hasLineEndsInCells ? undefined : open,
  }
}

function lineCommand(cut: Cut, format: TableFormat, lines: number): string {
  if ('first' in cut) return `head -n ${lines}`
  const { every } = cut
  return format === 'csv' ? `awk 'NR == 1 || NR % ${every} == ${2 % every}'` : `awk 'NR % ${every} == ${1 % every}'`
}

/** Takes text piece by piece and keeps the header and the rows that are wanted. A line end in quotes ends no row. */
class RowCutter {
  readonly parts: Uint8Array<ArrayBuffer>[] = []
  /** Line ends so far. */
  lines = 0
  hasLineEndsInCells = false
  done = false
  readonly #header: number
  readonly #cut: Cut
  /** Rows that ended so far, the header among them. */
  #rows = 0
  #inQuotes = false

  constructor(header: number, cut: Cut) {
    this.#header = header
    this.#cut = cut
  }

  take(piece: Uint8Array): void {
    const kept = new Uint8Array(piece.length)
    let [length, from] = [0, 0]
    const keep = (end: number): void => {
      if (this.#wants(this.#rows)) {
        kept.set(piece.subarray(from, end), length)
        length += end - from
      }
      from = end
    }
    for (let at = 0; at < piece.length && !this.done; at++) {
      if (piece[at] === quote) this.#inQuotes = !this.#inQuotes
      if (piece[at] !== newline) continue
      this.lines++
      if (this.#inQuotes) this.hasLineEndsInCells = true
      else {
        keep(at + 1)
        this.#rows++
        this.done = 'first' in this.#cut && this.#rows === this.#header + this.#cut.first
      }
    }
    if (!this.done) keep(piece.length)
    this.parts.push(kept.slice(0, length))
  }

  #wants(row: number): boolean {
    if (row < this.#header || 'first' in this.#cut) return true
    return (row - this.#header) % this.#cut.every === 0
  }
}
