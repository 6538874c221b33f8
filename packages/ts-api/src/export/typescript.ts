import type { Dtype } from '../matrix.js'
import { type Exportable, type LayerJson, type ModelJson, toJson } from './json.js'
import { type Part, plainColumns, tableColumns } from './typescript/columns.js'
import { definitionsOf } from './typescript/functions.js'
import { comment, list, parameter } from './typescript/literal.js'
import { predictions } from './typescript/predictions.js'

/**
 * The model as the text of one TypeScript module without imports: `predict(row)` of one raw row, `predictProbability(row)`
 * and `classes` where the model has them, and the type `Row`. It reads cells as this package does, compiles under
 * `strict`, and computes in float64: its predictions are those of a float64 model but for the last digits, and those of
 * a float32 model within what float32 keeps. It throws a TypeError for a cell that is not what its column holds, and
 * never gives NaN.
 *
 * @throws MinibatchError OPTION_INVALID for an estimator that is not trained
 */
export function toTypeScript(model: Exportable): string {
  const json = toJson(model)
  const parts = [predictions(json), columnsOf(json), network(json)]
  const functions = definitionsOf(parts.flatMap(({ uses }) => uses))
  return `${[header(json), ...parts.map(({ text }) => text), ...functions, layersText(json)].join('\n\n')}\n`
}

function header({ version, target, layers, weightsHash, loss }: ModelJson): string {
  const kind = layers.length === 1 ? 'A linear model' : `A perceptron with ${layers.length - 1} hidden layer${layers.length === 2 ? '' : 's'}`
  const aim = target === null ? '' : ` that predicts ${comment(target)}`
  return `// ${kind}${aim}, trained with the loss ${loss.name}. Written by minibatch ${version}; weights hash ${weightsHash}.
// It needs nothing else: export it again rather than change it.`
}

function columnsOf({ encoder, layers }: ModelJson): Part {
  return encoder ? tableColumns(encoder) : plainColumns(layers[0]!.inputs)
}

/** The forward pass. */
function network({ layers }: ModelJson): Part {
  const text = `/** A layer: the output of each unit is activation(weights · inputs + bias). */
interface Layer {
  readonly activation: (z: number) => number
  readonly units: readonly { readonly bias: number; readonly weights: readonly number[] }[]
}

/** The outputs of the last layer. */
function outputs(row: Row): number[] {
  let x = encode(row)
  for (const { activation, units } of LAYERS) {
    const inputs = x
    x = units.map(({ bias, weights }) => activation(weights.reduce((sum, weight, i) => sum + weight * inputs[i]!, bias)))
  }
  return x.map(finite)
}

function finite(value: number): number {
  if (Number.isFinite(value)) return value
  throw new RangeError('The prediction is too large for a number. Are the cells of this row in the units of the training?')
}`
  return { text, uses: layers.map(({ activation }) => activation) }
}

/** The layers with their numbers. */
function layersText({ layers, dtype }: ModelJson): string {
  return `const LAYERS: readonly Layer[] = [\n${layers.map((layer) => layerText(layer, dtype)).join('')}]`
}

function layerText({ activation, weights, bias }: LayerJson, dtype: Dtype): string {
  const units = weights.map((row, unit) => {
    const numbers = list(row.map((weight) => parameter(weight, dtype)), '      ')
    return `      { bias: ${parameter(bias[unit]!, dtype)}, weights: ${numbers} },\n`
  })
  return `  {\n    activation: ${activation},\n    units: [\n${units.join('')}    ],\n  },\n`
}
