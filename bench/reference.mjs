// The answer every peer must reach: the same steps in float64 by the plainest loop, and the loss of given weights.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { read } from './data.mjs'

/** Relative differences up to which float32 runs of the same steps count as the same run. */
export const TOLERANCE = { loss: 1e-4, weights: 1e-3 }
/** A run that shuffled by itself took other steps on the same data: its loss must still be near. */
export const OWN_ORDER_TOLERANCE = 0.05

/** Weights (d, bias last) after the workload's steps in float64. */
function train({ n, d, epochs, learningRate }, batchSize, { x, y, order, initial }) {
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
  return Array.from(weights)
}

function predict(weights, x, row, d) {
  let sum = weights[d]
  for (let j = 0; j < d; j++) sum += weights[j] * x[row * d + j]
  return sum
}

/** Euclidean length. */
const norm = (values) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))

/** Half the mean squared error over all rows. */
function lossOf({ n, d }, weights, { x, y }) {
  let sum = 0
  for (let row = 0; row < n; row++) {
    const error = predict(weights, x, row, d) - y[row]
    sum += error * error
  }
  return sum / (2 * n)
}

/** Says whether weights are those of the workload. Reads its table when first asked. */
export class Reference {
  #workload
  #files
  #rows
  #losses = new Map()

  constructor(workload, files) {
    this.#workload = workload
    this.#files = files
    if (!existsSync(files.reference)) {
      const rows = this.#read()
      const order = files.order && read(files.order, Uint32Array)
      const runs = [workload.batchSize, 1].map((batchSize) => {
        const weights = train(workload, batchSize, { ...rows, order, initial: files.initial })
        return { batchSize, weights, loss: lossOf(workload, weights, rows) }
      })
      writeFileSync(files.reference, JSON.stringify(runs))
    }
    this.runs = JSON.parse(readFileSync(files.reference, 'utf8'))
  }

  #read() {
    this.#rows ??= { x: read(this.#files.x, Float32Array), y: read(this.#files.y, Float32Array) }
    return this.#rows
  }

  loss(weights) {
    const key = weights.join()
    if (!this.#losses.has(key)) this.#losses.set(key, lossOf(this.#workload, weights, this.#read()))
    return this.#losses.get(key)
  }

  /**
   * Why a peer's final weights void its timing, or null.
   * @param {number[]} weights (d, bias last)
   * @param {{ batchSize: number, sameOrder: boolean }} run
   */
  objection(weights, { batchSize, sameOrder }) {
    const expected = this.runs.find((run) => run.batchSize === batchSize)
    const loss = this.loss(weights)
    const distance = Math.abs(loss - expected.loss) / expected.loss
    const allowed = sameOrder ? TOLERANCE.loss : OWN_ORDER_TOLERANCE
    if (!(distance <= allowed)) return `final loss ${loss}, expected ${expected.loss} within ${allowed}`
    if (!sameOrder) return null
    const away = norm(weights.map((value, j) => value - expected.weights[j])) / norm(expected.weights)
    return away <= TOLERANCE.weights ? null : `final weights differ from the same steps in float64 by ${away}`
  }
}
