/** What the three compasses show: batch gradients at the place where batch gradient descent stands, on one scale. */
import { methodNames, type MethodName } from '../../method.ts'
import type { Bearing } from './compass.ts'
import { batchGradients, gradientNoise } from './noise.ts'
import type { RaceRun } from './runner.ts'
import type { Points } from './surface.ts'

/** Batches drawn on a compass. */
const batches = 160

export interface NoisyBearing {
  readonly bearing: Bearing
  /** Standard deviation of a batch's gradient, and the size of the mean gradient. */
  readonly noise: number
  readonly slope: number
}

/** Bearings at a kept point of the batch run. */
export function bearings(points: Points, { records, order }: RaceRun, index: number): Record<MethodName, NoisyBearing> {
  const place = { w: records.batch.w[index], b: records.batch.b[index] }
  const noises = methodNames.map((name) => gradientNoise(points, place, records[name].batchSize))
  const { mean } = noises[0]
  const slope = Math.hypot(...mean)
  const widest = Math.max(...noises.map(({ along, across }) => Math.hypot(along, across)))
  const rim = Math.max(2.2 * widest, 1.7 * slope)
  const bearingOf = (name: MethodName): NoisyBearing => {
    const { along, across } = noises[methodNames.indexOf(name)]
    const { batchSize, rows } = records[name]
    const drawn = batchSize === rows ? order.subarray(0, 0) : order.subarray(0, batches * batchSize)
    const gradients = batchGradients(points, drawn, place, batchSize)
    return { bearing: { mean, gradients, rim }, noise: Math.hypot(along, across), slope }
  }
  return { batch: bearingOf('batch'), mini: bearingOf('mini'), sgd: bearingOf('sgd') }
}
