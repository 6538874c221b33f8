/** What a model says of itself, as the core tells it. */
import type { EncoderDescription } from './encoder-description.js'
import type { Loss } from './generated/options.js'
import type { Dtype } from './matrix.js'
import type { Task } from './metrics.js'
import type { LayerDescription } from './network.js'
import type { ColumnReport } from './report.js'

/** Weights of a linear model: shape (d), or (k,d) for k outputs. */
export type Coefficients = readonly number[] | readonly (readonly number[])[]

/** Biases of a linear model: one number, or (k) for k outputs. */
export type Intercepts = number | readonly number[]

/** Everything a model says of itself. */
export interface ModelDescription {
  /** Version of this library. */
  readonly version: string
  /** Version of the rules of arithmetic it was trained under. */
  readonly numerics: number
  /** Element type of the parameters. */
  readonly dtype: Dtype
  /** What it predicts: numbers, or classes. */
  readonly task: Task
  /** `mlp` with hidden layers. */
  readonly model: 'linear' | 'mlp'
  /** The layers, from the inputs on; the last has no activation. */
  readonly layers: readonly LayerDescription[]
  /** The loss it was trained with. */
  readonly loss: Exclude<Loss, string>
  /** Features, d. */
  readonly features: number
  /** Outputs, k: one for a number or two classes, one a class for more. */
  readonly outputs: number
  /** The classes as text, in the order of their probabilities: numbers by value, text by code point. Empty for numbers. */
  readonly classes: readonly string[]
  /** Whether the classes are numbers, and predicted as such. */
  readonly classesAreNumbers: boolean
  /** Names of the d features; null for plain arrays. */
  readonly names: readonly string[] | null
  /** The column it predicts; null for plain arrays. */
  readonly target: string | null
  /** Weights in the columns' own units, shape (d), or (k,d); absent with hidden layers, as are the three below. */
  readonly coefficients?: Coefficients
  /** Prediction where every feature is 0, in the target's units; of classes the raw output. */
  readonly intercept?: Intercepts
  /** Weights as trained, shape (d), or (k,d). */
  readonly standardizedCoefficients?: Coefficients
  /** Bias as trained. */
  readonly standardizedIntercept?: Intercepts
  /** How raw rows become features; null for plain arrays. */
  readonly encoder: EncoderDescription | null
  /** What was done with each column; null for plain arrays. */
  readonly report: readonly ColumnReport[] | null
  /** How it came about; `steps` and the seed are text, so that no reader rounds them. */
  readonly training: {
    readonly rows: number
    readonly epochs: number
    readonly steps: string
    readonly loss: number | null
    readonly options: Readonly<Record<string, unknown>>
  }
  /** First 16 hex digits of SHA-256 over dtype, shapes and parameters. */
  readonly weightsHash: string
}
