/** The tutorial's points, first parameters and orders of rows, as a NumPy run with seed 42 drew them. */
import { readFileSync } from 'node:fs'

const ROWS = 1000
const EPOCHS = 20

export interface TutorialData {
  readonly x: Float64Array
  readonly y: Float64Array
  /** w and b before the first update. */
  readonly initial: Float64Array
  /** The rows of each epoch, in order. */
  readonly orders: readonly Uint32Array[]
  readonly learningRate: number
  readonly batchSize: number
}

/** Reads the file beside the code; it is written by scripts/write-tutorial-data.mjs. */
export function tutorialData(): TutorialData {
  const file = readFileSync(new URL('../../fixtures/tutorial.bin', import.meta.url))
  const bytes = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const float = (at: number) => bytes.getFloat64(at * 8, true)
  const floats = (from: number, length: number) => Float64Array.from({ length }, (_, i) => float(from + i))
  const ordersAt = (2 + 2 * ROWS) * 8
  const orders = Array.from({ length: EPOCHS }, (_, epoch) =>
    Uint32Array.from({ length: ROWS }, (_, i) => bytes.getUint16(ordersAt + (epoch * ROWS + i) * 2, true)),
  )
  return {
    initial: floats(0, 2),
    x: floats(2, ROWS),
    y: floats(2 + ROWS, ROWS),
    orders,
    learningRate: 0.01,
    batchSize: 64,
  }
}
