// The answer every peer must reach: the same steps in float64 by the plainest loop, and the loss of given weights.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { read, write } from './data.mjs'
import { linearLoss, trainLinear } from './linear.mjs'
import { networkLoss, trainNetwork } from './network.mjs'

/** Relative differences up to which float32 runs of the same steps count as the same run. */
export const TOLERANCE = { loss: 1e-4, weights: 1e-3 }
/** A run that shuffled by itself took other steps on the same data: its loss must still be near. */
export const OWN_ORDER_TOLERANCE = 0.05

/** Weights and loss after the workload's steps, by the rows of a step: a linear model also row by row. */
function answers(workload, table) {
  if (workload.classes) {
    const weights = trainNetwork(workload, table)
    return [{ batchSize: workload.batchSize, weights, loss: networkLoss(workload, weights, table) }]
  }
  return [workload.batchSize, 1].map((batchSize) => {
    const weights = trainLinear(workload, batchSize, table)
    return { batchSize, weights, loss: linearLoss(workload, weights, table) }
  })
}

/** Euclidean length. */
const norm = (values) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))

/** Says whether weights are those of the workload. Reads its table when first asked. */
export class Reference {
  #workload
  #files
  #rows
  #losses = new Map()

  constructor(workload, files) {
    this.#workload = workload
    this.#files = files
    const [losses, weightsOf] = [`${files.reference}.json`, (batchSize) => `${files.reference}-${batchSize}.f64`]
    if (!existsSync(losses)) {
      const order = files.order && read(files.order, Uint32Array)
      const runs = answers(workload, { ...this.#read(), order, initial: read(files.initial, Float32Array) })
      for (const { batchSize, weights } of runs) write(weightsOf(batchSize), weights)
      writeFileSync(losses, JSON.stringify(runs.map(({ batchSize, loss }) => ({ batchSize, loss }))))
    }
    const runs = JSON.parse(readFileSync(losses, 'utf8'))
    this.runs = runs.map((run) => ({ ...run, weights: read(weightsOf(run.batchSize), Float64Array) }))
  }

  #read() {
    this.#rows ??= { x: read(this.#files.x, Float32Array), y: read(this.#files.y, Float32Array) }
    return this.#rows
  }

  /** @param {Float64Array} weights in logical order */
  loss(weights) {
    const key = createHash('sha256').update(new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength)).digest('hex')
    const lossOf = this.#workload.classes ? networkLoss : linearLoss
    if (!this.#losses.has(key)) this.#losses.set(key, lossOf(this.#workload, weights, this.#read()))
    return this.#losses.get(key)
  }

  /**
   * Why a peer's final weights void its timing, or null.
   * @param {Float64Array} weights in logical order
   * @param {{ batchSize: number, sameOrder: boolean }} run
   */
  objection(weights, { batchSize, sameOrder }) {
    const expected = this.runs.find((run) => run.batchSize === batchSize)
    if (weights.length !== expected.weights.length) {
      return `${weights.length} final weights, expected ${expected.weights.length}`
    }
    const loss = this.loss(weights)
    const distance = Math.abs(loss - expected.loss) / expected.loss
    const allowed = sameOrder ? TOLERANCE.loss : OWN_ORDER_TOLERANCE
    if (!(distance <= allowed)) return `final loss ${loss}, expected ${expected.loss} within ${allowed}`
    if (!sameOrder) return null
    const away = norm(weights.map((value, j) => value - expected.weights[j])) / norm(expected.weights)
    return away <= TOLERANCE.weights ? null : `final weights differ from the same steps in float64 by ${away}`
  }
}
