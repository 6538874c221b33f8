/** Arrow tables, chunk by chunk from their typed arrays. */
import type { Core, Table } from '../backend/types.js'
import { openReader } from '../columns.js'
import { calling, MinibatchError } from '../errors.js'
import { describe } from '../matrix.js'
import { type ArrowData, type ArrowTable, type ArrowVector, isArrowTable, TYPE } from './arrow-types.js'
import { dayText, momentText } from './dates.js'
import { areNumbers, type ColumnCells, joinedTexts, MISSING, type NumberArray, type Piece, piecesOf, type Place, pushPiece } from './pieces.js'

/** Cells of one column, which has a name. */
export interface NamedCells {
  readonly name: string
  readonly cells: ColumnCells
}

/**
 * Reads an Arrow table.
 *
 * @param beside one more column, which takes the place of one of its name
 * @throws MinibatchError DATA_INVALID for another value, for a column of a type that is no cell's, and for damaged text
 */
export function arrowTable(core: Core, source: ArrowTable, name: string, beside?: NamedCells): Table {
  if (!isArrowTable(source)) {
    throw new MinibatchError(
      'DATA_INVALID',
      `${name}: expected a Table of apache-arrow, got ${describe(source)}. For bytes of Arrow IPC give tableFromIPC(bytes).`,
    )
  }
  const fields = [...source.schema.fields.entries()].filter(([, field]) => field.name !== beside?.name)
  const names = fields.map(([, field]) => field.name)
  const reader = openReader(core, beside ? [...names, beside.name] : names, JSON.stringify({ name }))
  for (const [column, [index, field]] of fields.entries()) {
    const vector = source.getChildAt(index)
    if (!vector) continue
    for (const piece of piecesOfVector(vector, { source: name, column: field.name, row: 0 })) pushPiece(reader, column, piece)
  }
  if (beside) {
    const place = { source: name, column: beside.name, row: 0 }
    for (const piece of piecesOf(beside.cells, areNumbers(beside.cells), place)) pushPiece(reader, names.length, piece)
  }
  return calling(() => reader.finish())
}

function* piecesOfVector(vector: ArrowVector, place: Place): Generator<Piece> {
  if (vector.type.typeId === TYPE.utf8View) {
    // The texts lie partly elsewhere, and the vector knows where.
    yield* piecesOf(Array.from({ length: vector.length }, (_, row) => vector.get(row) as string | null), false, place)
    return
  }
  let { row } = place
  for (const data of vector.data) {
    yield* piecesOfData(data, { ...place, row })
    row += data.length
  }
}

function piecesOfData(data: ArrowData, place: Place): Iterable<Piece> {
  switch (data.type.typeId) {
    case TYPE.null:
      return [new Float64Array(data.length).fill(Number.NaN)]
    case TYPE.int:
    case TYPE.float:
    case TYPE.decimal:
      return piecesOf(numbersOf(data, place), true, place)
    case TYPE.bool:
      return [{ ...joinedTexts(['false', 'true'], 2), codes: codesOf(data, bitsOf(data)) }]
    case TYPE.utf8:
    case TYPE.largeUtf8:
      return textPieces(data, place)
    case TYPE.date:
    case TYPE.timestamp:
      return [dates(data)]
    case TYPE.dictionary:
      return dictionaryPieces(data, place)
    default:
      throw unsupported(data.type, place)
  }
}

/** Numbers with NaN where there is none; without nulls the chunk's own array. */
function numbersOf(data: ArrowData, place: Place): NumberArray {
  const { length, type } = data
  const raw = type.typeId === TYPE.decimal ? decimals(data) : (data.values as NumberArray).subarray(0, length)
  // Half floats come as the bits of each.
  if (type.typeId === TYPE.float && raw instanceof Uint16Array) throw unsupported(type, place)
  if (data.nullCount === 0) return raw
  const isBig = raw instanceof BigInt64Array || raw instanceof BigUint64Array
  const numbers = isBig ? Float64Array.from(raw as BigInt64Array, Number) : Float64Array.from(raw)
  return withoutNulls(data, numbers, Number.NaN)
}

/** Decimals of 128 or 256 bits, little end first, as the numbers their digits say. */
function decimals({ values, length, type }: ArrowData): Float64Array {
  const words = values as Uint32Array
  const { scale, bitWidth } = type as unknown as { scale: number; bitWidth: number }
  const width = bitWidth / 32
  const numbers = new Float64Array(length)
  for (let row = 0; row < length; row++) {
    let whole = 0n
    for (let word = width - 1; word >= 0; word--) whole = (whole << 32n) | BigInt(words[row * width + word] as number)
    numbers[row] = Number(`${BigInt.asIntN(bitWidth, whole)}e${-scale}`)
  }
  return numbers
}

function bitsOf({ values, offset, length }: ArrowData): Uint8Array {
  const bits = new Uint8Array(length)
  for (let row = 0; row < length; row++) bits[row] = bitAt(values as Uint8Array, offset + row)
  return bits
}

function bitAt(bits: Uint8Array, at: number): number {
  return ((bits[at >> 3] as number) >> (at & 7)) & 1
}

/** Numbers of texts, `MISSING` where a cell is null. */
function codesOf(data: ArrowData, codes: NumberArray): Uint32Array {
  const isBig = codes instanceof BigInt64Array || codes instanceof BigUint64Array
  const own = isBig ? Uint32Array.from(codes as BigInt64Array, Number) : Uint32Array.from(codes)
  return withoutNulls(data, own, MISSING)
}

/** The array with the null rows of the chunk set to a value. */
function withoutNulls<T extends Float64Array | Uint32Array>(data: ArrowData, array: T, missing: number): T {
  const { nullCount, nullBitmap, offset, length } = data
  if (nullCount === 0 || !nullBitmap || (nullBitmap as Uint8Array).length === 0) return array
  for (let row = 0; row < length; row++) if (bitAt(nullBitmap as Uint8Array, offset + row) === 0) array[row] = missing
  return array
}

/** Bytes of text in one crossing, about. */
const TEXT_BYTES = 1 << 22

/** UTF-8 texts, decoded many at a time. */
function* textPieces(data: ArrowData, place: Place): Generator<Piece> {
  const bytes = data.values as Uint8Array
  const offsets = Float64Array.from(data.valueOffsets as ArrayLike<number>, Number)
  for (let from = 0; from < data.length; ) {
    const start = offsets[from] as number
    let to = from + 1
    while (to < data.length && (offsets[to + 1] as number) - start <= TEXT_BYTES) to++
    const joined = decoded(bytes.subarray(start, offsets[to]), { ...place, row: place.row + from })
    const ends = Uint32Array.from(offsets.subarray(from + 1, to + 1), (end) => end - start)
    const isAscii = joined.length === (offsets[to] as number) - start
    const texts = { joined, ends: isAscii ? ends : unitEnds(bytes.subarray(start, offsets[to]), ends) }
    // Numbered by its row each text is there once, and a null takes none, whatever its bytes are.
    yield data.nullCount === 0 ? texts : { ...texts, codes: rowNumbers(data, from, to) }
    from = to
  }
}

/** Each row's own number, `MISSING` where it is null. */
function rowNumbers({ nullBitmap, offset }: ArrowData, from: number, to: number): Uint32Array {
  return Uint32Array.from({ length: to - from }, (_, row) => (bitAt(nullBitmap as Uint8Array, offset + from + row) ? row : MISSING))
}

function decoded(bytes: Uint8Array, place: Place): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new MinibatchError(
      'DATA_INVALID',
      `${place.source}, column '${place.column}': a text from row ${place.row + 1} on is no UTF-8. Write the table again.`,
      { file: place.source, column: place.column },
      { cause },
    )
  }
}

/** Ends in bytes of UTF-8 as ends in UTF-16 code units. */
function unitEnds(bytes: Uint8Array, ends: Uint32Array): Uint32Array {
  let at = 0
  let units = 0
  return ends.map((end) => {
    for (; at < end; at++) {
      const byte = bytes[at] as number
      // A character is one unit by its first byte; four bytes are two units.
      if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1
    }
    return units
  })
}

/** Dates and moments by the numbers of their texts: most tables have each many times. */
function dates(data: ArrowData): Piece {
  const { type, values, length } = data
  const { unit } = type as unknown as { unit: number }
  const textOf = type.typeId === TYPE.date && unit === 0 ? dayText : momentText(type.typeId === TYPE.date ? 1 : unit)
  const known = new Map<number | bigint, number>()
  const codes = Uint32Array.from({ length }, (_, row) => {
    const value = (values as NumberArray)[row] as number | bigint
    let code = known.get(value)
    if (code === undefined) known.set(value, (code = known.size))
    return code
  })
  const texts = joinedTexts(Array.from(known.keys(), (value) => textOf(value as never)), known.size)
  return { ...texts, codes: withoutNulls(data, codes, MISSING) }
}

function dictionaryPieces(data: ArrowData, place: Place): Iterable<Piece> {
  const { dictionary, values, length } = data
  const codes = codesOf(data, (values as NumberArray).subarray(0, length))
  const type = dictionary?.type.typeId
  if (!dictionary || type === TYPE.dictionary) throw unsupported(data.type, place)
  const levels = Array.from({ length: dictionary.length }, (_, code) => dictionary.get(code))
  if (type === TYPE.int || type === TYPE.float) {
    return [Float64Array.from(codes, (code) => (code === MISSING ? Number.NaN : Number(levels[code] ?? Number.NaN)))]
  }
  if (type !== TYPE.utf8 && type !== TYPE.largeUtf8 && type !== TYPE.utf8View) throw unsupported(data.type, place)
  return [{ ...joinedTexts(levels.map((level) => (level ?? '') as string), levels.length), codes }]
}

function unsupported(type: { toString(): string }, { source, column }: Place): MinibatchError {
  return new MinibatchError(
    'DATA_INVALID',
    `${source}, column '${column}': expected numbers, booleans, text, dates or timestamps, got Arrow's ${String(type)}. Cast the column before, or select the others.`,
    { file: source, column, type: String(type) },
  )
}
