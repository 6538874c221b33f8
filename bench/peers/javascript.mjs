// The plainest loop one would write by hand in JavaScript, over typed arrays.
import { job, measure } from './steady.mjs'

const task = job()
const { n, d, batchSize, epochs, x, y, orders, initial } = task

/** Fisher-Yates with the platform's own random numbers. */
function shuffled(order) {
  for (let i = 0; i < order.length; i++) order[i] = i
  for (let i = order.length - 1; i > 0; i--) {
    const j = (Math.random() * (i + 1)) | 0
    const kept = order[i]
    order[i] = order[j]
    order[j] = kept
  }
  return order
}

function step({ weights, gradient, learningRate }, order, begin, end) {
  gradient.fill(0)
  let sum = 0
  for (let place = begin; place < end; place++) {
    const row = order ? order[place] : place
    const at = row * d
    let error = weights[d] - y[row]
    for (let j = 0; j < d; j++) error += weights[j] * x[at + j]
    for (let j = 0; j < d; j++) gradient[j] += error * x[at + j]
    sum += error
  }
  gradient[d] = sum
  const scale = learningRate / (end - begin)
  for (let j = 0; j <= d; j++) weights[j] -= scale * gradient[j]
}

function train(kind, rows, { learningRate }) {
  const weights = Float32Array.from(initial)
  const state = { weights, gradient: new Float32Array(d + 1), learningRate }
  const own = kind === 'own' ? new Uint32Array(n) : null
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = own ? shuffled(own) : kind === 'given' ? orders[epoch] : null
    for (let begin = 0; begin < rows; begin += batchSize) {
      step(state, order, begin, Math.min(rows, begin + batchSize))
    }
  }
  return weights
}

await measure(task, train, { versions: { node: process.versions.node } })
