/** Updates to a loss, by batch size: the rate tuned for each, over several seeds. The same on every machine. */
import { examplesOf } from '../examples.js'
import { Approach, type Arrival, type Course, type CoursePoint } from './approach.js'
import type { HeldOut } from './held-out.js'
import { noiseAt } from './noise.js'
import type { SelectionOptions } from './options.js'
import { PlannedRun, type RunDescription } from './planned-run.js'
import { type Search, type TunedRate, tuneRate } from './rate-tuning.js'

/** Operations a run may take at most, an update counted as so many beside its rows: some seconds. */
const MOST_OPERATIONS = 2e10
const UPDATE_OPERATIONS = 20_000
const MOST_UPDATES = 100_000
/** Where the tuning begins, with the widest grid. */
const FIRST_SIZE = 64
/** How far past the target a run goes on, in updates it took: its last fifth is the loss it settles at. */
const BEYOND = 2

/** One run of a batch size. */
export interface SeedRun {
  /** The seed of its rows' order and first weights. */
  readonly seed: number
  /** Updates to the target; null where the run did not get there. */
  readonly steps: number | null
  /** Mean held-out loss in the last fifth of the run's updates at constant rate; null where it diverged. */
  readonly lossFloor: number | null
  /** The held-out loss on the way. */
  readonly losses: readonly CoursePoint[]
  /** The hash of the last weights. */
  readonly weightsHash: string
}

/** A batch size's runs. */
export interface SizeSteps {
  readonly tuned: TunedRate
  /** Updates of every run. */
  readonly length: number
  readonly runs: readonly SeedRun[]
  /** Bytes a run holds, by the core's own count. */
  readonly bytes: number
  /** The gradient noise scale in rows: before the first update, half way to the target, and there. */
  readonly noiseScale: { readonly start: number | null; readonly middle: number | null; readonly end: number | null }
}

/** What is searched: rows, options and target, with the seeds of the runs. */
export interface StepsRequest {
  readonly rows: HeldOut
  readonly options: SelectionOptions
  readonly target: number
  /** When a run has got there. Default where it is first seen there. */
  readonly arrival?: Arrival | undefined
  readonly seeds: readonly number[]
  /** Passes over the rows that a run takes at most. */
  readonly epochs?: number | undefined
}

/** The gradient noise scale of a run after so many updates. */
export interface NoisePoint {
  /** Updates done. */
  readonly step: number
  /** In rows; null where no gradient rises above the noise. */
  readonly noiseScale: number | null
}

/** A measurement of batch sizes, one after the other, each tuned from the nearest one that was. */
export class StepsToTarget {
  readonly #request: StepsRequest
  readonly #search: Search
  readonly #rates = new Map<number, TunedRate>()
  /** What runs. */
  readonly description: RunDescription

  constructor(request: StepsRequest) {
    this.#request = request
    this.description = describe(request)
    this.#search = { ...request, most: limitOf(this.description, request) }
  }

  /** The sizes in the order in which they are best taken: from the middle outwards, so that each has a neighbour. */
  static order(batchSizes: readonly number[]): number[] {
    const distance = (size: number) => Math.max(size / FIRST_SIZE, FIRST_SIZE / size)
    return [...batchSizes].sort((a, b) => distance(a) - distance(b) || a - b)
  }

  /** Tunes the rate of a size; kept for the next call. */
  async rateOf(batchSize: number): Promise<TunedRate> {
    const known = this.#rates.get(batchSize)
    if (known) return known
    const tuned = await tuneRate(this.#search, batchSize, this.#nearest(batchSize))
    this.#rates.set(batchSize, tuned)
    return tuned
  }

  /** Updates to the target for every seed. */
  async stepsOf(batchSize: number): Promise<(number | null)[]> {
    const { learningRate } = await this.rateOf(batchSize)
    const steps: (number | null)[] = []
    for (const seed of this.#request.seeds) {
      const run = this.#open({ batchSize, learningRate, seed })
      try {
        steps.push(await run.toTarget(this.#request.target, this.#search.most(batchSize), this.#request.arrival))
      } finally {
        run.close()
      }
    }
    return steps
  }

  /** The noise scale of one run to the target, at each look, as it is found. */
  async *noiseOf(batchSize: number): AsyncGenerator<NoisePoint> {
    const { rows, options, target, seeds, arrival } = this.#request
    const { learningRate } = await this.rateOf(batchSize)
    const course = { batchSize, learningRate, seed: seeds[0]! }
    const [ahead, run] = [this.#open(course), this.#open(course)]
    try {
      const end = (await ahead.toTarget(target, this.#search.most(batchSize), arrival)) ?? ahead.steps
      for (const { step } of ahead.points.filter(({ step }) => step <= end)) {
        await run.toEnd(step)
        yield { step, noiseScale: await noiseAt(rows.train, { ...options, seed: course.seed }, run.parameters) }
      }
    } finally {
      ahead.close()
      run.close()
    }
  }

  /** All there is to know of a size: its runs go on past the target. `onRun` is called before each, from 1 on. */
  async measure(batchSize: number, onRun?: (run: number) => void): Promise<SizeSteps> {
    const tuned = await this.rateOf(batchSize)
    const { learningRate } = tuned
    const { seeds, target, arrival } = this.#request
    const most = this.#search.most(batchSize)
    const runs = seeds.map((seed) => this.#open({ batchSize, learningRate, seed }))
    try {
      const steps: (number | null)[] = []
      for (const [i, run] of runs.entries()) {
        onRun?.(i + 1)
        steps.push(await run.toTarget(target, most, arrival))
      }
      const reached = steps.filter((count) => count !== null)
      // A run that does not get there ends where that was seen.
      const length = Math.max(10, BEYOND * Math.max(0, ...reached), ...runs.map(({ steps }) => steps))
      for (const run of runs) await run.toEnd(length)
      return {
        tuned,
        length,
        runs: runs.map((run, i) => ({
          seed: seeds[i]!,
          steps: steps[i]!,
          lossFloor: run.floor,
          losses: run.points,
          weightsHash: run.weightsHash,
        })),
        bytes: runs[0]!.bytes,
        noiseScale: await this.#noiseOf({ batchSize, learningRate, seed: seeds[0]! }, steps[0] ?? length),
      }
    } finally {
      for (const run of runs) run.close()
    }
  }

  async #noiseOf(course: Course, steps: number): Promise<SizeSteps['noiseScale']> {
    const { rows, options } = this.#request
    const own = { ...options, seed: course.seed }
    const run = this.#open(course)
    try {
      const here = () => (run.diverged ? null : noiseAt(rows.train, own, run.parameters))
      const start = await here()
      await run.toEnd(Math.floor(steps / 2))
      const middle = await here()
      await run.toEnd(steps)
      return { start, middle, end: await here() }
    } finally {
      run.close()
    }
  }

  #open(course: Course): Approach {
    const { rows, options } = this.#request
    return new Approach(rows.train, rows.validation, options, course)
  }

  #nearest(batchSize: number): { batchSize: number; learningRate: number } | undefined {
    const distance = (size: number) => Math.max(size / batchSize, batchSize / size)
    const [size] = [...this.#rates.keys()].sort((a, b) => distance(a) - distance(b))
    if (size === undefined) return undefined
    return { batchSize: size, learningRate: this.#rates.get(size)!.learningRate }
  }
}

function describe({ rows, options }: StepsRequest): RunDescription {
  const run = new PlannedRun(rows.train, { ...options, earlyStopping: null })
  try {
    return run.describe()
  } finally {
    run.close()
  }
}

/** Updates at most, by batch size: what a run may compute, and the epochs that were given. */
function limitOf({ layers }: RunDescription, { rows, options, epochs }: StepsRequest): (batchSize: number) => number {
  const all = layers.reduce((sum, { inputs, units }) => sum + inputs * units, 0)
  const ofRow = 6 * all
  const count = examplesOf(rows.train, options.dtype).rows()
  return (batchSize) => {
    const computed = Math.floor(MOST_OPERATIONS / (batchSize * ofRow + UPDATE_OPERATIONS))
    const passes = epochs === undefined ? Infinity : epochs * Math.ceil(count / batchSize)
    return Math.max(1, Math.min(MOST_UPDATES, computed, passes))
  }
}
