import { MinibatchError } from '../errors.js'
import { encodeModel } from '../generated/onnx.js'
import type { Dtype } from '../matrix.js'
import type { ModelDescription } from '../model-description.js'
import { type Exportable, type ModelJson, toJson } from './json.js'
import { encoded, type Features } from './onnx/features.js'
import { Graph, ML_DOMAIN } from './onnx/graph.js'
import { rawPredictions } from './onnx/network.js'
import { addOutputs } from './onnx/outputs.js'

/** How an ONNX model takes its numbers. */
export interface OnnxOptions {
  /**
   * Element type of the inputs that are numbers. Default: the model's dtype. `float64` keeps numbers of more than seven
   * digits as they are.
   */
  readonly inputs?: Dtype
}

/** ONNX 1.8: what runtimes since 2020 read. */
const VERSIONS = { ir: 7, operators: 13, mlOperators: 2 }

/** Where protobuf's limit of 2 GiB is near. */
const LARGEST = 2 ** 31 - 2 ** 24

/**
 * The model as ONNX, what it learnt of the table's columns included. The operators are those of ONNX 1.8, opset 13, and
 * ai.onnx.ml 2.
 *
 * Inputs: of a table each column under its name, shape (N,1): numbers as floats, NaN for missing; dates as float64 days
 * since 1970-01-01 (UTC), NaN for missing; text as strings, in which the marks of missing cells (the empty string, `?`,
 * `NA`, … in any case) are known. ONNX cannot trim: texts come without spaces around them, numbers among them in their
 * shortest form (`1`, not `1.0`). Of plain arrays one input `x`, shape (N,d).
 *
 * Outputs: `variable`, shape (N,k), in the target's own units; of classes `label`, shape (N), as strings, int64, or
 * float64 where a class is no whole number; and `probabilities`, shape (N,classes), unless the loss gives none. Where a
 * column has one of these names an underscore follows the output's. A float64 model is computed in float64, but for the
 * error function of gelu, which runtimes have in float32 alone.
 *
 * @returns the bytes of a .onnx file
 * @throws MinibatchError OPTION_INVALID for an estimator that is not trained, a model of 2 GiB, another element type
 */
export function toOnnx(model: Exportable, options: OnnxOptions = {}): Uint8Array {
  const description = model.describe()
  const { inputs = description.dtype } = options
  check(description, inputs)
  const json = toJson(model)
  const graph = new Graph(json.encoder?.columns.map(({ name }) => name) ?? ['x'])
  const raw = rawPredictions(graph, featuresOf(graph, json, inputs), json.layers, json.dtype)
  addOutputs(graph, raw, json)
  const domains = [{ domain: '', version: VERSIONS.operators }]
  if (graph.uses(ML_DOMAIN)) domains.push({ domain: ML_DOMAIN, version: VERSIONS.mlOperators })
  return encodeModel({
    ir_version: VERSIONS.ir,
    opset_import: domains,
    producer_name: 'minibatch',
    producer_version: json.version,
    doc_string: json.target === null ? '' : `Predicts '${json.target}'.`,
    graph: graph.toProto('minibatch'),
    metadata_props: [
      { key: 'task', value: json.task },
      { key: 'loss', value: json.loss.name },
      { key: 'weightsHash', value: json.weightsHash },
    ],
  })
}

function featuresOf(graph: Graph, { encoder, layers, dtype }: ModelJson, inputs: Dtype): Features {
  if (encoder) return encoded(graph, encoder, { inputs, features: dtype })
  const columns = layers[0]!.inputs
  const x = graph.input({ name: 'x', type: inputs, columns })
  return { value: inputs === dtype ? x : graph.cast(x, dtype), places: Array.from({ length: columns }, (_, place) => place) }
}

function check({ layers, dtype }: ModelDescription, inputs: Dtype): void {
  if (inputs !== 'float32' && inputs !== 'float64') {
    throw new MinibatchError('OPTION_INVALID', `inputs must be 'float32' or 'float64'; got ${JSON.stringify(inputs)}.`, { option: 'inputs' })
  }
  const bytes = layers.reduce((sum, { inputs, units }) => sum + (inputs + 1) * units, 0) * (dtype === 'float32' ? 4 : 8)
  if (bytes < LARGEST) return
  throw new MinibatchError('OPTION_INVALID', `An ONNX file holds less than 2 GiB, and this model has ${bytes} bytes of parameters. Save it as safetensors.`, { bytes })
}
