/** How much the direction of a batch strays from downhill, at one place; for drawing. */
import type { Points } from './surface.ts'

/** A slope and an intercept. */
export interface Place {
  readonly w: number
  readonly b: number
}

export interface Noise {
  /** Mean gradient of all rows, [∂w, ∂b]. */
  readonly mean: readonly [number, number]
  /** Standard deviation of a batch's gradient along the mean and across it. */
  readonly along: number
  readonly across: number
}

/** Noise of the mean over `batchSize` rows drawn without replacement. */
export function gradientNoise({ x, y }: Points, { w, b }: Place, batchSize: number): Noise {
  const n = x.length
  let [sumW, sumB, sumWW, sumWB, sumBB] = [0, 0, 0, 0, 0]
  for (let row = 0; row < n; row++) {
    const error = w * x[row] + b - y[row]
    const dw = error * x[row]
    sumW += dw
    sumB += error
    sumWW += dw * dw
    sumWB += dw * error
    sumBB += error * error
  }
  const mean: [number, number] = [sumW / n, sumB / n]
  const share = n > 1 ? (n - batchSize) / (n - 1) / batchSize : 0
  const cov = [sumWW / n - mean[0] ** 2, sumWB / n - mean[0] * mean[1], sumBB / n - mean[1] ** 2] as const
  const size = Math.hypot(mean[0], mean[1]) || 1
  const [ux, uy] = [mean[0] / size, mean[1] / size]
  const along = ux * ux * cov[0] + 2 * ux * uy * cov[1] + uy * uy * cov[2]
  const across = uy * uy * cov[0] - 2 * ux * uy * cov[1] + ux * ux * cov[2]
  return { mean, along: Math.sqrt(Math.max(0, along * share)), across: Math.sqrt(Math.max(0, across * share)) }
}

/** Gradients of the whole batches that these rows make in order, all taken at one place: [∂w, ∂b] pairs. */
export function batchGradients({ x, y }: Points, rows: Uint32Array, { w, b }: Place, batchSize: number): Float64Array {
  const batches = Math.floor(rows.length / batchSize)
  const gradients = new Float64Array(2 * batches)
  for (let batch = 0; batch < batches; batch++) {
    for (let place = batch * batchSize; place < (batch + 1) * batchSize; place++) {
      const row = rows[place]
      const error = w * x[row] + b - y[row]
      gradients[2 * batch] += (error * x[row]) / batchSize
      gradients[2 * batch + 1] += error / batchSize
    }
  }
  return gradients
}
