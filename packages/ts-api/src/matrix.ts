/**
 * Arrays as users have them, made into the typed arrays the core takes. Every error of shape or kind is raised here;
 * whether the numbers are finite is the core's business, so that no value is looked at twice.
 */
import { MinibatchError } from './errors.js'
import type { Dtype } from './generated/options.js'

export type { Dtype }

/** One row or one column of numbers. */
export type Numbers = readonly number[] | Float32Array | Float64Array

/** Numbers in row-major order: value of row i, column j at `data[i * columns + j]`. */
export interface FlatMatrix {
  /** All values; its length is rows × columns. */
  readonly data: Float32Array | Float64Array
  /** Values in a row, ≥ 1. */
  readonly columns: number
}

/** A table of numbers, shape (rows, columns): an array of equally long rows, or one flat array with its width. */
export type Matrix = readonly Numbers[] | FlatMatrix

/** The targets, shape (rows): one number for each row. */
export type Targets = Numbers | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array

/** A typed array of the run's dtype. */
export type FloatArray = Float32Array | Float64Array

/** A matrix in the form the core takes. */
export interface DenseMatrix {
  readonly data: FloatArray
  readonly rows: number
  readonly columns: number
}

/** Rows of numbers as one flat array. `name` is what errors call it. */
export function toMatrix(x: Matrix, dtype: Dtype, name = 'x'): DenseMatrix {
  return isFlatMatrix(x) ? fromFlat(x, dtype, name) : fromNested(x, dtype, name)
}

/** One number for each of `rows` rows. `name` is what errors call it. */
export function toColumn(values: Targets, rows: number, dtype: Dtype, name: string): FloatArray {
  if (!Array.isArray(values) && !ArrayBuffer.isView(values)) {
    throw invalid(`${name} must be an array of numbers; got ${describe(values)}.`, name)
  }
  if (values.length !== rows) {
    throw new MinibatchError(
      'SHAPE_MISMATCH',
      `${name} must have one value for each row: expected ${rows}, got ${values.length}. Check where the rows of x and ${name} come from.`,
      { expected: rows, got: values.length, array: name },
    )
  }
  const column = ArrayBuffer.isView(values) ? converted(values, dtype, name) : emptyArray(rows, dtype)
  if (Array.isArray(values)) {
    for (let row = 0; row < rows; row++) {
      const value: unknown = values[row]
      if (typeof value !== 'number') throw notNumber(value, { name, row })
      column[row] = value
    }
  }
  return column
}

/** One number for each of `rows` rows, or a row of k numbers for each: row-major (rows, k). Labels of text are refused. */
export function toTargets(y: Targets | Matrix | readonly unknown[], rows: number, dtype: Dtype): FloatArray {
  const several = isFlatMatrix(y) || (Array.isArray(y) && isRow(y[0]))
  if (!several) return toColumn(y as Targets, rows, dtype, 'y')
  const matrix = toMatrix(y as Matrix, dtype, 'y')
  if (matrix.rows === rows) return matrix.data
  throw new MinibatchError(
    'SHAPE_MISMATCH',
    `y must have one row for each row of x: expected ${rows}, got ${matrix.rows}.`,
    { expected: rows, got: matrix.rows, array: 'y' },
  )
}

/** Values for every parameter, in logical order. */
export function toParameters(values: Numbers): Float64Array {
  return toColumn(values, values.length, 'float64', 'initialParameters') as Float64Array
}

/** Row numbers of whole epochs, joined; each epoch must name as many rows as there are. */
export function toOrders(epochs: readonly (readonly number[] | Uint32Array)[], rows: number): Uint32Array {
  const joined = new Uint32Array(epochs.length * rows)
  for (const [epoch, order] of epochs.entries()) {
    if (order.length !== rows) {
      throw new MinibatchError(
        'SHAPE_MISMATCH',
        `order[${epoch}] must name each of the ${rows} rows once; got ${order.length} row numbers.`,
        { expected: rows, got: order.length, epoch },
      )
    }
    const bad = order instanceof Uint32Array ? -1 : order.findIndex((row) => !isRowNumber(row, rows))
    if (bad >= 0) {
      throw invalid(
        `order[${epoch}][${bad}] must be a whole number from 0 to ${rows - 1}; got ${order[bad]}.`,
        'order',
      )
    }
    joined.set(order, epoch * rows)
  }
  return joined
}

/** The dtype of an array that a call changes in place. `name` is what errors call it. */
export function floatDtype(values: unknown, name: string): Dtype {
  if (values instanceof Float64Array) return 'float64'
  if (values instanceof Float32Array) return 'float32'
  throw invalid(`${name} must be a Float32Array or a Float64Array, to be changed in place; got ${describe(values)}.`, name)
}

/** Whether a value is the flat form of a matrix. */
export function isFlatMatrix(x: unknown): x is FlatMatrix {
  return typeof x === 'object' && x !== null && 'columns' in x && 'data' in x && ArrayBuffer.isView(x.data)
}

function fromFlat({ data, columns }: FlatMatrix, dtype: Dtype, name: string): DenseMatrix {
  if (!Number.isInteger(columns) || columns < 1) {
    throw new MinibatchError(
      'SHAPE_MISMATCH',
      `${name}.columns must be a whole number of at least 1; got ${columns}.`,
      { array: name, got: columns },
    )
  }
  if (data.length % columns !== 0) {
    throw new MinibatchError(
      'SHAPE_MISMATCH',
      `${name}.data must hold whole rows of ${columns} values; got ${data.length} values, ${data.length % columns} too many.`,
      { array: name, columns, got: data.length },
    )
  }
  if (data.length === 0) throw empty(name)
  return { data: converted(data, dtype, `${name}.data`), rows: data.length / columns, columns }
}

function fromNested(x: readonly Numbers[], dtype: Dtype, name: string): DenseMatrix {
  if (!Array.isArray(x)) throw notRows(x, name)
  const rows = x.length
  if (rows === 0) throw empty(name)
  const first: unknown = x[0]
  if (!isRow(first)) throw notRows(x, name)
  const columns = first.length
  if (columns === 0) throw empty(`${name}[0]`)
  const data = emptyArray(rows * columns, dtype)
  for (let row = 0, at = 0; row < rows; row++) {
    const values: unknown = x[row]
    if (!isRow(values) || values.length !== columns) throw ragged(values, { name, row, columns })
    for (let column = 0; column < columns; column++, at++) {
      const value: unknown = values[column]
      if (typeof value !== 'number') throw notNumber(value, { name, row, column })
      data[at] = value
    }
  }
  return { data, rows, columns }
}

function isRow(value: unknown): value is Numbers {
  return Array.isArray(value) || value instanceof Float64Array || value instanceof Float32Array
}

function isRowNumber(row: number, rows: number): boolean {
  return Number.isInteger(row) && row >= 0 && row < rows
}

function converted(values: ArrayBufferView, dtype: Dtype, name: string): FloatArray {
  if (dtype === 'float32' && values instanceof Float32Array) return values
  if (dtype === 'float64' && values instanceof Float64Array) return values
  if (values instanceof BigInt64Array || values instanceof BigUint64Array || values instanceof DataView) {
    throw invalid(
      `${name} must hold numbers; got ${describe(values)}. Convert it first: Float64Array.from(values, Number).`,
      name,
    )
  }
  const numbers = values as unknown as ArrayLike<number>
  return dtype === 'float32' ? new Float32Array(numbers) : new Float64Array(numbers)
}

/** So many zeros of a dtype. */
export function emptyArray(length: number, dtype: Dtype): FloatArray {
  return dtype === 'float32' ? new Float32Array(length) : new Float64Array(length)
}

function notNumber(value: unknown, at: { name: string; row: number; column?: number }): MinibatchError {
  const { name, row, column } = at
  const place = column === undefined ? `${name}[${row}]` : `${name}[${row}][${column}]`
  return new MinibatchError(
    'DATA_INVALID',
    `${place} must be a number; got ${describe(value)}. ${cureOf(value, name, column !== undefined)}`,
    { array: name, row, ...(column !== undefined && { column }) },
  )
}

/** What to do about a value that should have been a number. */
function cureOf(value: unknown, name: string, rows: boolean): string {
  if (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value))) {
    return `Convert it first: ${name}.map(${rows ? '(row) => row.map(Number)' : 'Number'}).`
  }
  if (rows) return 'For text and missing values give rows of objects, or Dataset.fromRows(rows, { target }): their columns are encoded.'
  return typeof value === 'string' || typeof value === 'boolean'
    ? 'For classes as text give rows of objects with their labels to a classifier, or a Dataset: Dataset.fromRows(rows, { target }).'
    : 'Leave out the rows without a value.'
}

function invalid(message: string, array: string, index?: number): MinibatchError {
  return new MinibatchError('DATA_INVALID', message, index === undefined ? { array } : { array, index })
}

function empty(name: string): MinibatchError {
  return new MinibatchError('DATA_INVALID', `${name} is empty: expected at least one row with one value.`, { array: name })
}

function ragged(values: unknown, at: { name: string; row: number; columns: number }): MinibatchError {
  const { name, row, columns } = at
  if (!isRow(values)) {
    return invalid(`${name}[${row}] must be a row of numbers; got ${describe(values)}. Fix that row or leave it out.`, name, row)
  }
  return new MinibatchError(
    'SHAPE_MISMATCH',
    `${name}[${row}] must have ${columns} values, as ${name}[0] has; got ${values.length}. Every row holds one value for each feature: fix that row or leave it out.`,
    { array: name, row, expected: columns, got: values.length },
  )
}

function notRows(x: unknown, name: string): MinibatchError {
  const flat = Array.isArray(x) ? typeof x[0] === 'number' : ArrayBuffer.isView(x)
  const cure = flat
    ? `For one feature write ${name}.map((value) => [value]), or { data: Float32Array.from(${name}), columns: 1 }.`
    : 'Pass number[][], { data: Float32Array, columns }, rows of objects or a Dataset.'
  return invalid(`${name} must be rows of numbers; got ${describe(x)}. ${cure}`, name)
}

/** A value as an error names it. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 40))}`
  if (Array.isArray(value)) return describeArray(value)
  if (typeof value === 'object') return `an object (${nameOfClass(value)})`
  return typeof value === 'function' ? 'a function' : `${typeof value} ${String(value)}`
}

/** Two levels at most: JSON may nest as deep as it is long. */
function describeArray(value: readonly unknown[]): string {
  if (value.length === 0) return 'an empty array'
  const [first] = value
  if (Array.isArray(first) && Array.isArray(first[0])) return 'an array of arrays of arrays'
  return `an array that starts with ${describe(first)}`
}

/** An object of JSON may have a `constructor` of its own, of any kind. */
function nameOfClass(value: object): string {
  const name: unknown = value.constructor?.name
  return typeof name === 'string' ? name : 'no class'
}
