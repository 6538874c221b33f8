/** Layers and their activations. */
import type { Activation } from '../../generated/options.js'
import type { Dtype } from '../../matrix.js'
import type { LayerJson } from '../json.js'
import type { Features } from './features.js'
import { type Graph, integer, type Value } from './graph.js'
import { floats } from './tensor.js'

/** The raw predictions of features. */
export function rawPredictions(graph: Graph, features: Features, layers: readonly LayerJson[], dtype: Dtype): Value {
  let x = features.value
  for (const [index, layer] of layers.entries()) {
    // The graph has its features in an order of its own.
    const weights = index === 0 ? layer.weights.map((row) => features.places.map((place) => row[place]!)) : layer.weights
    x = activated(graph, weighed(graph, x, { ...layer, weights }, dtype), layer.activation, dtype)
  }
  return x
}

/** weights · x + bias. Older runtimes fuse Gemm and an activation into an operator without float64. */
function weighed(graph: Graph, x: Value, { inputs, units, weights, bias }: LayerJson, dtype: Dtype): Value {
  const w = graph.constant(floats(dtype, weights.flat(), [units, inputs]))
  const b = graph.constant(floats(dtype, bias, [units]))
  if (dtype === 'float32') return graph.node('Gemm', [x, w, b], [integer('transB', 1)])
  return graph.node('Sum', [graph.node('MatMul', [x, graph.node('Transpose', [w])]), b])
}

/** Built of operators that runtimes have for both types: Elu and LeakyRelu mostly lack float64. */
function activated(graph: Graph, z: Value, activation: Activation, dtype: Dtype): Value {
  const number = (value: number) => graph.scalar(value, dtype)
  const node = (operator: string, ...inputs: Value[]) => graph.node(operator, inputs)
  // z σ(u) as z / (1 + e⁻ᵘ): runtimes fuse the product of z and Sigmoid into an operator without float64.
  const swish = (u: Value) => node('Div', z, node('Add', node('Exp', node('Neg', u)), number(1)))
  switch (activation) {
    case 'identity':
      return z
    case 'relu':
      return node('Relu', z)
    case 'leakyRelu':
      return node('Max', z, node('Mul', z, number(0.01)))
    case 'elu': {
      const below = node('Sub', node('Exp', node('Min', z, number(0))), number(1))
      return node('Add', node('Max', z, number(0)), below)
    }
    case 'tanh':
      return node('Tanh', z)
    case 'sigmoid':
      return node('Sigmoid', z)
    case 'silu':
      return swish(z)
    case 'softplus': {
      const decay = node('Exp', node('Neg', node('Abs', z)))
      return node('Add', node('Max', z, number(0)), node('Log', node('Add', decay, number(1))))
    }
    case 'geluTanh': {
      // ½z(1 + tanh u) = z σ(2u), u = √(2/π) (z + 0.044715 z³)
      const cubic = node('Mul', node('Mul', z, z), number(0.044715))
      return swish(node('Mul', node('Mul', z, number(2 * Math.sqrt(2 / Math.PI))), node('Add', cubic, number(1))))
    }
    case 'gelu':
      return node('Mul', node('Mul', z, number(0.5)), node('Add', errorFunction(graph, node('Mul', z, number(Math.SQRT1_2)), dtype), number(1)))
  }
}

/** Runtimes have it for float32 alone. */
function errorFunction(graph: Graph, x: Value, dtype: Dtype): Value {
  if (dtype === 'float32') return graph.node('Erf', [x])
  return graph.cast(graph.node('Erf', [graph.cast(x, 'float32')]), 'float64')
}
