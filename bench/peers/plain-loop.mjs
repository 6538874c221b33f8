// The plainest loop one would write by hand in JavaScript, over typed arrays.

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

function step({ x, y, d, weights, gradient, learningRate }, order, begin, end) {
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

/**
 * The final weights, then the bias, of gradient descent by half the squared error on the first `rows` rows of each epoch's
 * order. `order`: 'own' to shuffle all n rows in each epoch, else the orders of the epochs, or null for rows as they lie.
 */
export function descend({ x, y, d, initial, batchSize, epochs, learningRate }, order, rows = y.length) {
  const weights = Float32Array.from(initial)
  const state = { x, y, d, weights, gradient: new Float32Array(d + 1), learningRate }
  const own = order === 'own' ? new Uint32Array(y.length) : null
  for (let epoch = 0; epoch < epochs; epoch++) {
    const places = own ? shuffled(own) : order && order[epoch]
    for (let begin = 0; begin < rows; begin += batchSize) step(state, places, begin, Math.min(rows, begin + batchSize))
  }
  return weights
}
