/** Arrays on their way to the worker: flat ones, which cross by a copy of memory or by none. */
import { type Dtype, type FlatMatrix, type FloatArray, isFlatMatrix, type Matrix, toMatrix, toTargets } from '../matrix.js'

/** Arrays as they cross. */
export interface SentArrays {
  readonly x: FlatMatrix
  readonly y: FloatArray | FlatMatrix
}

/** How arrays are sent. */
export interface Sending {
  /** What errors call x. Default `x`. */
  readonly name?: string
  readonly dtype?: Dtype | undefined
  /** Whether the caller's own buffers may leave. */
  readonly transfer?: boolean | undefined
  /** Where the buffers that leave are collected. */
  readonly leaving: ArrayBuffer[]
}

/**
 * Arrays in the form in which they cross. Those of another kind than the run's are converted here, once, and the result
 * leaves without a copy.
 *
 * @throws MinibatchError SHAPE_MISMATCH, DATA_INVALID
 */
export function toSentArrays(x: Matrix, y: Parameters<typeof toTargets>[0], sending: Sending): SentArrays {
  const { dtype = 'float32', name = 'x' } = sending
  const matrix = toMatrix(x, dtype, name)
  const targets = toTargets(y, matrix.rows, dtype)
  const outputs = targets.length / matrix.rows
  const column = sendable(targets, isFlatMatrix(y) ? y.data : y, sending)
  return {
    x: { data: sendable(matrix.data, isFlatMatrix(x) ? x.data : undefined, sending), columns: matrix.columns },
    y: outputs > 1 ? { data: column, columns: outputs } : column,
  }
}

/** An array made here leaves as it is, the caller's own only where it may; of a part of a buffer that part is sent. */
function sendable(array: FloatArray, own: unknown, { transfer, leaving }: Sending): FloatArray {
  const whole = array.byteLength === array.buffer.byteLength
  const sent = whole ? array : array.slice()
  const mine = array !== own || !whole
  const { buffer } = sent
  if ((mine || transfer) && buffer instanceof ArrayBuffer && !leaving.includes(buffer)) leaving.push(buffer)
  return sent
}
