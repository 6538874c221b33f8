/**
 * From strokes to what the network sees, the way its data was made (Alpaydin and Kaynak's optical digits, by the
 * preprocessing of NIST's form-based handprint recognition system, NISTIR 5469): the digit is scaled into a box of
 * 32 × 32 pixels in black and white, its stroke width evened out, its slant taken away by its left edge, and the black
 * pixels of each 4 × 4 block are counted. That it is moved to the data's centre of mass is ours: a hand on a pad is
 * another than one on a form.
 */
import { blockCounts, cellsAcross, straightened } from './bitmap.ts'
import { inked } from './ink.ts'
import type { Stroke } from './stroke.ts'

/** The cells where nothing is drawn. */
export const noCells: readonly number[] = Array.from({ length: cellsAcross * cellsAcross }, () => 0)

/** Strokes on a pad of `padSize` as 64 counts from 0 to 16, row by row. */
export function cellsOf(strokes: readonly Stroke[], padSize: number): readonly number[] {
  return strokes.length === 0 ? noCells : blockCounts(straightened(inked(strokes, padSize)))
}
