// A classifier in float64 by the plainest loops: relu layers, softmax, cross-entropy. The peers' float32 is checked
// with it. Parameters stand in logical order: layer by layer the weights (inputs, outputs) row by row, then the bias.
import { layersOf, parametersOf } from './work.mjs'

/** Of each layer its widths and its part of a flat buffer. */
function partsOf(workload, flat) {
  let at = 0
  const take = (length) => flat.subarray(at, (at += length))
  return layersOf(workload).map(({ inputs, outputs }) => {
    return { inputs, outputs, weights: take(inputs * outputs), bias: take(outputs) }
  })
}

/** out += value · weights (from a place on). */
function addRow(out, value, weights, at) {
  for (let j = 0; j < out.length; j++) out[j] += value * weights[at + j]
}

/** What each layer gives for one row of x: relu of the hidden ones, the raw outputs of the last. */
function forward(layers, x, row) {
  const given = [Float64Array.from(x.subarray(row * layers[0].inputs, (row + 1) * layers[0].inputs))]
  for (const layer of layers) {
    const out = Float64Array.from(layer.bias)
    const inputs = given.at(-1)
    for (let p = 0; p < layer.inputs; p++) if (inputs[p] !== 0) addRow(out, inputs[p], layer.weights, p * layer.outputs)
    if (layer !== layers.at(-1)) for (let j = 0; j < out.length; j++) out[j] = Math.max(0, out[j])
    given.push(out)
  }
  return given
}

/** Probabilities of the raw outputs, and −log of that of the row's class. */
function softmax(outputs, label) {
  const largest = Math.max(...outputs)
  const powers = outputs.map((value) => Math.exp(value - largest))
  const sum = powers.reduce((total, power) => total + power)
  return { probabilities: powers.map((power) => power / sum), loss: Math.log(sum) - (outputs[label] - largest) }
}

/** sums (from a place on) += value · values. */
function addProducts(sums, at, value, values) {
  for (let j = 0; j < values.length; j++) sums[at + j] += value * values[j]
}

function dot(values, weights, at) {
  let sum = 0
  for (let j = 0; j < values.length; j++) sum += values[j] * weights[at + j]
  return sum
}

/** Adds the gradient of one row's loss. */
function backward(layers, gradients, given, label) {
  let delta = softmax(given.at(-1), label).probabilities
  delta[label] -= 1
  for (let index = layers.length - 1; index >= 0; index--) {
    const { inputs, outputs, weights } = layers[index]
    const gradient = gradients[index]
    const left = given[index]
    const before = new Float64Array(inputs)
    for (let p = 0; p < inputs; p++) {
      if (left[p] === 0) continue // neither the weights of this input nor, behind a relu, what lies before it move
      const at = p * outputs
      addProducts(gradient.weights, at, left[p], delta)
      if (index > 0) before[p] = dot(delta, weights, at)
    }
    for (let j = 0; j < outputs; j++) gradient.bias[j] += delta[j]
    delta = before
  }
}

/** Parameters less what plain SGD takes. */
function sgd({ learningRate }) {
  return (parameters, gradient) => {
    for (let i = 0; i < parameters.length; i++) parameters[i] -= learningRate * gradient[i]
  }
}

/** Adam (Kingma and Ba, 2015) with PyTorch's defaults. */
function adam({ learningRate }, count) {
  const [first, second] = [new Float64Array(count), new Float64Array(count)]
  let step = 0
  return (parameters, gradient) => {
    step += 1
    const [unbias, unbiasSquares] = [1 - 0.9 ** step, 1 - 0.999 ** step]
    for (let i = 0; i < count; i++) {
      first[i] = 0.9 * first[i] + 0.1 * gradient[i]
      second[i] = 0.999 * second[i] + 0.001 * gradient[i] * gradient[i]
      parameters[i] -= (learningRate * first[i]) / unbias / (Math.sqrt(second[i] / unbiasSquares) + 1e-8)
    }
  }
}

/** Parameters after the workload's steps. */
export function trainNetwork(workload, { x, y, order, initial }) {
  const { n, batchSize, epochs, optimizer = 'sgd' } = workload
  const parameters = Float64Array.from(initial)
  const gradient = new Float64Array(parametersOf(workload))
  const update = { sgd, adam }[optimizer](workload, gradient.length)
  const [layers, gradients] = [partsOf(workload, parameters), partsOf(workload, gradient)]
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let begin = 0; begin < n; begin += batchSize) {
      const end = Math.min(n, begin + batchSize)
      gradient.fill(0)
      for (let place = begin; place < end; place++) {
        const row = order ? order[epoch * n + place] : place
        backward(layers, gradients, forward(layers, x, row), y[row])
      }
      for (let i = 0; i < gradient.length; i++) gradient[i] /= end - begin
      update(parameters, gradient)
    }
  }
  return parameters
}

/** Mean cross-entropy over all rows. */
export function networkLoss(workload, parameters, { x, y }) {
  const layers = partsOf(workload, parameters)
  let sum = 0
  for (let row = 0; row < workload.n; row++) sum += softmax(forward(layers, x, row).at(-1), y[row]).loss
  return sum / workload.n
}
