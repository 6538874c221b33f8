/** What an encoder learnt of a table's columns, as the core tells it. */

/** How raw rows become features, and raw predictions numbers again. */
export interface EncoderDescription {
  /** The columns a row must have, in the order of their features. */
  readonly columns: readonly ColumnEncoding[]
  /** Texts that stand for a missing cell, once trimmed, in any case of their ASCII letters. */
  readonly missingMarks: readonly string[]
  /** How the target of a regression was standardised; null for classes. */
  readonly target: TargetScale | null
}

/** What becomes of a column. */
export type ColumnEncoding = NumberEncoding | TextEncoding

/** One feature, (x − mean) / scale, 0 for a missing cell; and where `missing`, a second one, 1 for a missing cell, else 0. */
export interface NumberEncoding {
  /** The column. */
  readonly name: string
  /** A date is x days since 1970-01-01 (UTC), the time of day as a fraction. */
  readonly type: 'number' | 'date'
  /** Mean of the present cells. */
  readonly mean: number
  /** Their standard deviation, or 1 for a column of one value: above 0. */
  readonly scale: number
  /** Whether training met a missing cell. */
  readonly missing: boolean
}

/** A 0/1 feature a level, and where `missing`, one more for a missing cell. A text that is no level has zeros alone. */
export interface TextEncoding {
  /** The column. */
  readonly name: string
  readonly type: 'text'
  /** Sorted by code point; a number in its shortest form. */
  readonly levels: readonly string[]
  /** Whether training met a missing cell. */
  readonly missing: boolean
}

/** A prediction in the target's units is raw × scale + mean. */
export interface TargetScale {
  /** A date is counted in days since 1970-01-01 (UTC). */
  readonly type: 'number' | 'date'
  /** Mean of the targets trained on. */
  readonly mean: number
  /** Their standard deviation. */
  readonly scale: number
}
