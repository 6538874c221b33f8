/** Tables of JSON: an array of objects, or one object a line. */
import type { Core, Table } from '../backend/types.js'
import { columnsOf, openReader, type Row } from '../columns.js'
import { calling, MinibatchError } from '../errors.js'
import { describe } from '../matrix.js'
import { type JsonBatch, JsonCutter, type JsonEnd, newlines, valuesOf } from './json-values.js'
import { type Piece, piecesOf, pushPiece } from './pieces.js'

/** A column so far. */
interface JsonColumn {
  readonly pieces: Piece[]
  rows: number
}

/** Collects rows of JSON as they come. A column may appear in any row, so the core takes them all at the end. */
export class JsonReader {
  readonly #name: string
  readonly #cutter = new JsonCutter()
  readonly #columns = new Map<string, JsonColumn>()
  #rows = 0

  /** @param name what errors call the file */
  constructor(name: string) {
    this.#name = name
  }

  /** Rows read so far. */
  get rows(): number {
    return this.#rows
  }

  /**
   * Takes the next bytes, cut anywhere.
   *
   * @throws MinibatchError DATA_INVALID with file, row and line for text that is no JSON or no object, and for a cell
   * that holds a list or an object
   */
  push(bytes: Uint8Array): void {
    const batch = this.#decoded(() => this.#cutter.push(bytes))
    if (batch) this.#take(batch)
  }

  /** @throws MinibatchError DATA_INVALID as `push`, and for a file that ends too early or has no rows */
  finish(core: Core): Table {
    const { batch, end } = this.#decoded(() => this.#cutter.finish())
    if (end !== 'whole') throw this.#badEnd(end, batch)
    if (batch) this.#take(batch)
    const names = [...this.#columns.keys()]
    if (names.length === 0) throw this.#invalid('no rows. Give an array of objects, or one object a line.', {})
    const reader = openReader(core, names, JSON.stringify({ name: this.#name }))
    for (const [index, column] of [...this.#columns.values()].entries()) {
      this.#fill(column)
      // Each piece is let go once the core has it.
      for (let piece = column.pieces.shift(); piece; piece = column.pieces.shift()) pushPiece(reader, index, piece)
    }
    return calling(() => reader.finish())
  }

  #take(batch: JsonBatch): void {
    const rows = this.#parsed(batch)
    for (const { name, cells, numeric } of columnsOf(rows, { source: this.#name, row: this.#rows })) {
      let column = this.#columns.get(name)
      if (!column) this.#columns.set(name, (column = { pieces: [], rows: 0 }))
      this.#fill(column)
      column.pieces.push(...piecesOf(cells, numeric, { source: this.#name, column: name, row: this.#rows }))
      column.rows += rows.length
    }
    this.#rows += rows.length
  }

  /** Cells of the rows that lacked this column. */
  #fill(column: JsonColumn): void {
    const lacking = this.#rows - column.rows
    if (lacking > 0) column.pieces.push(new Float64Array(lacking).fill(Number.NaN))
    column.rows = this.#rows
  }

  #parsed(batch: JsonBatch): Row[] {
    const { text, form } = batch
    const list = form === 'array' ? text : text.split('\n').filter((line) => line.trim() !== '').join(',')
    try {
      // A blank batch behind a comma is a member that is not there.
      if (form === 'lines' || this.#rows === 0 || list.trim() !== '') return JSON.parse(`[${list}]`) as Row[]
      throw new SyntaxError()
    } catch {
      return [...valuesOf(batch)].map((value, index) => this.#one(value, this.#rows + index))
    }
  }

  /** One value of a batch that did not parse as a whole. */
  #one({ text, line }: { text: string; line: number }, row: number): Row {
    try {
      return JSON.parse(text) as Row
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      const at = Number(/position (\d+)/.exec(reason)?.[1] ?? 0)
      const where = line + newlines(text.slice(0, at))
      const said = reason.replace(/ in JSON at position.*$| \(line.*\)$/su, '')
      throw this.#invalid(
        `row ${row + 1} (line ${where}): this is no JSON (${said}); got ${describe(text.trim())}. Fix the line; a table is an array of objects, or one object a line.`,
        { row: row + 1, line: where },
        error,
      )
    }
  }

  #badEnd(end: JsonEnd, batch: JsonBatch | undefined): MinibatchError {
    if (batch && end === 'trailing') {
      const line = batch.line + newlines(batch.text.slice(0, batch.text.length - batch.text.trimStart().length))
      return this.#invalid(`line ${line}: the array is closed, and more stands behind it: ${describe(batch.text.trim())}.`, { line })
    }
    const line = batch ? batch.line + newlines(batch.text) : 1
    return this.#invalid(
      `line ${line}: the text ends inside its array, in row ${this.#rows + 1}. The file may be cut off; write or fetch it again.`,
      { row: this.#rows + 1, line },
    )
  }

  /** Runs what cuts and decodes bytes; those that are no UTF-8, and values without end, are the file's fault. */
  #decoded<T>(call: () => T): T {
    try {
      return call()
    } catch (error) {
      if (error instanceof RangeError) {
        throw this.#invalid(`behind row ${this.#rows}: expected an object, got a value of more than 16 MiB. Is a text or a list opened in it that is never closed?`, { row: this.#rows + 1 }, error)
      }
      if (!(error instanceof TypeError)) throw error
      throw this.#invalid(`behind row ${this.#rows}: the bytes are no UTF-8. Save the file as UTF-8.`, {}, error)
    }
  }

  #invalid(sentence: string, details: object, cause?: unknown): MinibatchError {
    const separator = /^(row|line)/.test(sentence) ? ', ' : ': '
    return new MinibatchError('DATA_INVALID', `${this.#name}${separator}${sentence}`, { file: this.#name, ...details }, { cause })
  }
}
