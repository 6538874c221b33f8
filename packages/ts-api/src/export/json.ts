import type { EncoderDescription } from '../encoder-description.js'
import type { Activation } from '../generated/options.js'
import type { ModelDescription } from '../model-description.js'

/** A trained model or estimator. */
export interface Exportable {
  describe(): ModelDescription
  readonly parameters: Float64Array
}

/**
 * A model as JSON. A prediction of a row: encode its columns (`encoder`; the plain array itself without one), for each
 * layer take x ← activation(weights·x + bias); then
 *
 * - of numbers: exp(x) where the loss is `poisson`; times `encoder.target.scale` plus `encoder.target.mean`;
 * - of classes with one output: the second class where x > 0; its probability is 1 / (1 + e⁻ˣ), where the loss is
 *   `binaryCrossEntropy`;
 * - of classes with several outputs: the class of the largest, the first of equals; the probabilities are their softmax,
 *   where the loss is `crossEntropy`. Other losses give no probabilities.
 */
export interface ModelJson {
  /** What this is. */
  readonly format: 'minibatch-model'
  /** Version of this layout; a reader refuses a higher one. */
  readonly formatVersion: 1
  /** Version of the library that wrote it. */
  readonly version: string
  /** Version of the rules of arithmetic it was trained under. */
  readonly numerics: ModelDescription['numerics']
  /** Element type of the parameters, all of which JSON keeps exactly. */
  readonly dtype: ModelDescription['dtype']
  readonly task: ModelDescription['task']
  /** The column it predicts; null for plain arrays. */
  readonly target: string | null
  /** The loss it was trained with, and its options. */
  readonly loss: ModelDescription['loss']
  /** The labels in the order of their outputs; empty for a regression. */
  readonly classes: readonly (string | number)[]
  /** How raw rows become features; null for plain arrays. */
  readonly encoder: EncoderDescription | null
  /** From the features on. */
  readonly layers: readonly LayerJson[]
  /** How it came about. */
  readonly training: ModelDescription['training']
  /** First 16 hex digits of SHA-256 over dtype, shapes and parameters. */
  readonly weightsHash: string
}

/** activation(weights·x + bias). */
export interface LayerJson {
  readonly inputs: number
  readonly units: number
  /** Of every unit: see `Activation` for the formulas. */
  readonly activation: Activation
  /** Shape (units, inputs). */
  readonly weights: readonly (readonly number[])[]
  /** Shape (units). */
  readonly bias: readonly number[]
}

/**
 * The model as a plain object for `JSON.stringify`: everything that a prediction needs, and how it was trained.
 *
 * @throws MinibatchError OPTION_INVALID for an estimator that is not trained
 */
export function toJson(model: Exportable): ModelJson {
  const { version, numerics, dtype, task, target, loss, classes, classesAreNumbers, encoder, training, weightsHash, layers } = model.describe()
  return {
    format: 'minibatch-model',
    formatVersion: 1,
    version,
    numerics,
    dtype,
    task,
    target,
    loss,
    classes: classesAreNumbers ? classes.map(Number) : classes,
    encoder,
    layers: layersOf(layers, model.parameters),
    training,
    weightsHash,
  }
}

/** The parameters lie layer by layer: weights (in,out) row-major, then biases (out). */
function layersOf(layers: ModelDescription['layers'], parameters: Float64Array): LayerJson[] {
  let start = 0
  return layers.map(({ inputs, units, activation = 'relu' }) => {
    const weights = Array.from({ length: units }, (_, unit) =>
      Array.from({ length: inputs }, (_, input) => parameters[start + input * units + unit]!),
    )
    const end = start + (inputs + 1) * units
    const bias = Array.from(parameters.subarray(end - units, end))
    start = end
    return { inputs, units, activation, weights, bias }
  })
}
