/** Which options a search tries: points spread evenly over what matters, the same on every machine. */
import type { Dataset } from '../dataset.js'
import type { HiddenLayer } from '../generated/options.js'
import type { RunOptions } from '../options.js'
import type { SelectionOptions } from './options.js'

/** What is tuned. */
export interface TunedOptions {
  /** Base rate η > 0 of the optimizer. */
  readonly learningRate: number | 'auto'
  /** Rows an update. */
  readonly batchSize: number | 'full'
  /** Penalty λ ≥ 0. */
  readonly l2: number | 'auto'
  /** Only of a model with hidden layers. */
  readonly hidden?: (number | HiddenLayer)[]
}

/** Halves of doublings to either side of the default rate. */
const RATE_STEPS = 10
/** Penalties λ; 0 is none. */
const PENALTIES = [0, 1e-6, 1e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1]
const [LEAST_BATCH, MOST_BATCH] = [8, 1024]
const UNITS = [16, 32, 64, 128, 256]
const MOST_LAYERS = 2
const LINEAR_RATE = 0.05
const NETWORK_RATE = 0.001

/** The options as they are given; the core's defaults where nothing is. */
export function defaultsOf({ learningRate = 'auto', batchSize = 64, l2 = 'auto', hidden = [] }: SelectionOptions): TunedOptions {
  return { learningRate, batchSize, l2, ...(hidden.length > 0 && { hidden: [...hidden] }) }
}

/**
 * Points of an additive recurrence, each coordinate with the powers of one over a generalised golden ratio (Roberts, "The
 * unreasonable effectiveness of quasirandom sequences", 2018). The seed says where it begins.
 */
export class TrialPlan {
  readonly #run: SelectionOptions
  readonly #batchSizes: number[]
  #index: number

  constructor(data: Dataset, run: SelectionOptions, seed: number) {
    this.#run = run
    this.#batchSizes = powersOfTwo(Math.max(LEAST_BATCH, Math.min(MOST_BATCH, data.rows / 4)))
    this.#index = 1 + (seed % 65_536) * 61
  }

  /** The next options to try. */
  next(): TunedOptions {
    const { hidden = [] } = this.#run
    const index = this.#index++
    const at = (axis: number) => (0.5 + index * ALPHA[axis]!) % 1
    const tuned: TunedOptions = {
      learningRate: rateOf(baseRate(this.#run), at(0)),
      batchSize: pick(this.#batchSizes, at(1)),
      l2: pick(PENALTIES, at(2)),
    }
    return hidden.length > 0 ? { ...tuned, hidden: layersOf(hidden[0]!, at(3), at(4)) } : tuned
  }
}

/** 1 / φ, 1 / φ² and so on, φ the real root of x⁶ = x + 1: five coordinates. */
const ALPHA = powersOfInverse(1.1347241384015194, 5)

function powersOfInverse(root: number, count: number): number[] {
  const powers: number[] = []
  for (let power = 1 / root; powers.length < count; power /= root) powers.push(power)
  return powers
}

function baseRate({ learningRate, optimizer, hidden = [] }: SelectionOptions): number {
  if (typeof learningRate === 'number') return learningRate
  const own = typeof optimizer === 'object' ? (optimizer as { learningRate?: RunOptions['learningRate'] }).learningRate : undefined
  if (typeof own === 'number') return own
  return hidden.length > 0 ? NETWORK_RATE : LINEAR_RATE
}

/** From 1/32 of the base to 32 times it, by factors of √2 that every engine multiplies alike. */
function rateOf(base: number, share: number): number {
  const step = Math.round(share * 2 * RATE_STEPS) - RATE_STEPS
  let rate = base
  for (let doubling = 0; doubling < Math.abs(step) >> 1; doubling++) rate *= step > 0 ? 2 : 0.5
  return step % 2 === 0 ? rate : rate * (step > 0 ? Math.SQRT2 : Math.SQRT1_2)
}

function layersOf(like: number | HiddenLayer, width: number, depth: number): (number | HiddenLayer)[] {
  const units = pick(UNITS, width)
  const layer = typeof like === 'number' ? units : { ...like, units }
  return Array.from({ length: 1 + Math.floor(depth * MOST_LAYERS) }, () => layer)
}

function pick<T>(values: readonly T[], share: number): T {
  return values[Math.min(values.length - 1, Math.floor(share * values.length))]!
}

function powersOfTwo(most: number): number[] {
  const sizes: number[] = []
  for (let size = LEAST_BATCH; size <= most; size *= 2) sizes.push(size)
  return sizes
}
