// A linear model with half the squared error in float64, by the plainest loop: what the peers' float32 is checked with.

/** Parameters (d, bias last) after the workload's steps of so many rows. */
export function trainLinear({ n, d, epochs, learningRate }, batchSize, { x, y, order, initial }) {
  const weights = Float64Array.from(initial)
  const gradient = new Float64Array(d + 1)
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let begin = 0; begin < n; begin += batchSize) {
      const end = Math.min(n, begin + batchSize)
      gradient.fill(0)
      for (let place = begin; place < end; place++) {
        const row = order ? order[epoch * n + place] : place
        const error = predict(weights, x, row, d) - y[row]
        for (let j = 0; j < d; j++) gradient[j] += error * x[row * d + j]
        gradient[d] += error
      }
      for (let j = 0; j <= d; j++) weights[j] -= (learningRate * gradient[j]) / (end - begin)
    }
  }
  return weights
}

function predict(weights, x, row, d) {
  let sum = weights[d]
  for (let j = 0; j < d; j++) sum += weights[j] * x[row * d + j]
  return sum
}

/** Half the mean squared error over all rows. */
export function linearLoss({ n, d }, weights, { x, y }) {
  let sum = 0
  for (let row = 0; row < n; row++) {
    const error = predict(weights, x, row, d) - y[row]
    sum += error * error
  }
  return sum / (2 * n)
}
