/** The weights of linear models, read from what they say of themselves. */
import { MinibatchError } from './errors.js'
import type { Coefficients, Intercepts, ModelDescription } from './model-description.js'

/** Weights and biases of a linear model; w and b of one output, or a list for each of k outputs. */
export interface LinearWeights<W extends Coefficients = Coefficients, B extends Intercepts = Intercepts> {
  readonly coefficients: W
  readonly intercept: B
  readonly standardizedCoefficients: W
}

/**
 * Of a model with any number of outputs.
 *
 * @throws MinibatchError OPTION_INVALID for a model with hidden layers
 */
export function weightsOf({ coefficients, intercept, standardizedCoefficients }: ModelDescription): LinearWeights {
  if (coefficients === undefined || intercept === undefined || standardizedCoefficients === undefined) {
    throw new MinibatchError(
      'OPTION_INVALID',
      'A model with hidden layers has no coefficients. Its weights are `parameters`, layer by layer as `describe().layers` says.',
    )
  }
  return { coefficients, intercept, standardizedCoefficients }
}

/**
 * Of a model with one output.
 *
 * @throws MinibatchError OPTION_INVALID for one with several
 */
export function weightsOfOne(description: ModelDescription): LinearWeights<readonly number[], number> {
  const weights = weightsOf(description)
  if (description.outputs === 1) return weights as LinearWeights<readonly number[], number>
  throw new MinibatchError(
    'OPTION_INVALID',
    `The model has ${description.outputs} outputs, each with weights of its own. Take \`describe().coefficients\`, one list an output.`,
  )
}
