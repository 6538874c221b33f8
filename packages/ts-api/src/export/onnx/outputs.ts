/** From raw predictions to what a model predicts, under the names that converters of scikit-learn's models give. */
import type { Dtype } from '../../matrix.js'
import type { ModelJson } from '../json.js'
import { type Graph, integer, type Value } from './graph.js'
import { type Constant, type ElementType, floats, integers, texts } from './tensor.js'

/** `variable` (N,k), or `label` (N) and where the loss gives them `probabilities` (N,classes). */
export function addOutputs(graph: Graph, raw: Value, model: ModelJson): void {
  if (model.task === 'regression') addVariable(graph, raw, model)
  else addLabel(graph, raw, model)
}

function addVariable(graph: Graph, raw: Value, { loss, encoder, layers, dtype }: ModelJson): void {
  let y = loss.name === 'poisson' ? graph.node('Exp', [raw]) : raw
  const target = encoder?.target
  if (target && (target.mean !== 0 || target.scale !== 1)) {
    const scaled = graph.node('Mul', [y, graph.scalar(target.scale, dtype)])
    y = graph.node('Add', [scaled, graph.scalar(target.mean, dtype)])
  }
  graph.output(y, { name: 'variable', type: dtype, columns: layers.at(-1)!.units })
}

function addLabel(graph: Graph, raw: Value, { loss, classes, layers, dtype }: ModelJson): void {
  const single = layers.at(-1)!.units === 1
  const index = single ? isPositive(graph, raw, dtype) : graph.node('ArgMax', [raw], [integer('axis', 1), integer('keepdims', 0)])
  const { constant, type } = labels(classes)
  graph.output(graph.node('Gather', [graph.constant(constant), index]), { name: 'label', type })
  const port = { name: 'probabilities', type: dtype, columns: classes.length }
  if (loss.name === 'binaryCrossEntropy') {
    const first = graph.node('Sigmoid', [graph.node('Neg', [raw])])
    graph.output(graph.concat([first, graph.node('Sigmoid', [raw])]), port)
  } else if (loss.name === 'crossEntropy') {
    graph.output(graph.node('Softmax', [raw], [integer('axis', 1)]), port)
  }
}

/** 1 where the one output is above 0, shape (N). */
function isPositive(graph: Graph, raw: Value, dtype: Dtype): Value {
  const above = graph.node('Greater', [raw, graph.scalar(0, dtype)])
  return graph.node('Squeeze', [graph.cast(above, 'int64'), graph.constant(integers([1]))])
}

/** Texts as texts, whole numbers as int64, other numbers as float64. */
function labels(classes: ModelJson['classes']): { constant: Constant; type: ElementType } {
  const numbers = classes.filter((label) => typeof label === 'number')
  if (numbers.length < classes.length) return { constant: texts(classes.map(String)), type: 'string' }
  if (numbers.every(Number.isSafeInteger)) return { constant: integers(numbers), type: 'int64' }
  return { constant: floats('float64', numbers, [numbers.length]), type: 'float64' }
}
