/** The best batch size as one run and the times of updates predict it. */
import { bestBatchSize, fitTimes, sampleOf, type TimeFit } from './growth-fit.js'
import { medianInterval } from './order-interval.js'
import { type NoisePoint, StepsToTarget } from './steps-to-target.js'

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

/** What a prediction is made from. */
export interface PredictionRequest {
  readonly search: StepsToTarget
  /** Times of an update by batch size, in seconds. The run has the size that the search takes first. */
  readonly times: ReadonlyMap<number, readonly number[]>
  /** All rows there are. */
  readonly rows: number
  readonly onNoise?: ((point: NoisePoint) => void) | undefined
}

/** Null where no gradient of the run rose above its noise, or no law of times is known, or rows cost nothing. */
export async function predictBatchSize({ search, times, rows, onNoise }: PredictionRequest): Promise<BatchSizePrediction | null> {
  const [runBatchSize] = StepsToTarget.order([...times.keys()]) as [number]
  const noise: NoisePoint[] = []
  for await (const point of search.noiseOf(runBatchSize)) {
    noise.push(point)
    onNoise?.(point)
  }
  const { learningRate } = await search.rateOf(runBatchSize)
  const law = fitTimes([...times].flatMap(([size, seconds]) => sampleOf(size, medianInterval(seconds).median)))
  const noiseScale = meanNoise(noise)
  const best = bestBatchSize(noiseScale, law)
  if (noiseScale === null || law === null || best === null) return null
  const timeBend = law.secondsPerUpdate / law.secondsPerRow
  const batchSize = Math.min(rows, Math.max(1, Math.round(best)))
  return { runBatchSize, learningRate, noise, noiseScale, times: law, timeBend, batchSize }
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
