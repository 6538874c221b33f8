/** The best batch size as one run and the times of updates predict it. */
import { bestBatchSize, type TimeFit } from './growth-fit.js'
import type { NoisePoint } from './steps-to-target.js'

/** What is known of the best size before runs of many sizes are counted. */
export interface BatchSizePrediction {
  /** Rows an update of the run whose noise scale was looked at. */
  readonly runBatchSize: number
  /** Its rate η, tuned. */
  readonly learningRate: number
  /** The noise scale along the run, from before the first update to the target. */
  readonly noise: readonly NoisePoint[]
  /** Its geometric mean, in rows: it grows by powers of ten on the way. It stands for B_c, where fewer updates are saved. */
  readonly noiseScale: number
  /** t(B) = t0 + c B, fitted to a first look at the sizes that were asked for. */
  readonly times: TimeFit
  /** t0 / c, in rows: where an update's time begins to grow. */
  readonly timeBend: number
  /** √(noise scale · t0 / c), in whole rows from 1 to all. It is measured with the others. */
  readonly batchSize: number
}

/** Null where no gradient of the run rose above its noise, or no law of times is known, or rows cost nothing. */
export function predictionOf(
  run: Pick<BatchSizePrediction, 'runBatchSize' | 'learningRate' | 'noise'>,
  times: TimeFit | null,
  rows: number,
): BatchSizePrediction | null {
  const noiseScale = meanNoise(run.noise)
  const best = noiseScale === null ? null : bestBatchSize(noiseScale, times)
  if (noiseScale === null || times === null || best === null) return null
  const timeBend = times.secondsPerUpdate / times.secondsPerRow
  return { ...run, noiseScale, times, timeBend, batchSize: Math.min(rows, Math.max(1, Math.round(best))) }
}

/** The geometric mean over the updates: a look stands for those since the one before it. */
function meanNoise(points: readonly NoisePoint[]): number | null {
  let [sum, updates] = [0, 0]
  for (const [i, { step, noiseScale }] of points.entries()) {
    if (noiseScale === null || noiseScale <= 0) continue
    const since = i === 0 ? 1 : step - points[i - 1]!.step
    sum += since * Math.log(noiseScale)
    updates += since
  }
  return updates === 0 ? null : Math.exp(sum / updates)
}
