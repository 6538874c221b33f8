/** The learning rate that gets to a loss in the fewest updates: chosen by losses and counts of steps alone, never by time. */
import type { SelectionOptions } from './options.js'
import { Approach } from './approach.js'
import type { HeldOut } from './held-out.js'

/** Doublings a search goes beyond its grid at most, to either side. */
const MOST_DOUBLINGS = 16
/** The grid where no other size's rate is known: 2^-14 to 4, for what is standardised. */
const WIDE_FROM = 2 ** -14
const WIDE_TO = 4

/** A rate is given up where one of its runs takes so many times the updates of the best rate's slowest run. */
const HOPELESS = 2

/** What is to be reached, by which runs. */
export interface Search {
  readonly rows: HeldOut
  readonly options: SelectionOptions
  /** The held-out loss to get to. */
  readonly target: number
  /** Seeds of the runs whose updates are added. */
  readonly seeds: readonly number[]
  /** Updates a run may take at most, by batch size. */
  readonly most: (batchSize: number) => number
}

/** One rate tried. */
export interface TriedRate {
  readonly learningRate: number
  /** Mean updates to the target over the seeds; null where one did not get there, or took more than the best so far. */
  readonly steps: number | null
}

/** The rate chosen for a batch size. */
export interface TunedRate {
  readonly learningRate: number
  /** True where the best rate is the last one tried to one side. */
  readonly atGridEdge: boolean
  /** The rates tried, ascending. */
  readonly tried: readonly TriedRate[]
}

/** What the runs of one rate came to. */
interface Score {
  /** Updates of all seeds; infinite where one did not get there. */
  readonly steps: number
  /** Those of the slowest. */
  readonly slowest: number
  /** The held-out loss where the first that failed stopped, to choose among rates none of which gets there. */
  readonly loss: number
}

/**
 * Tunes the rate of one batch size. The grid doubles from the square-root scaling of the rate of another size to its linear
 * scaling (Krizhevsky, 2014; Goyal et al., 2017), one doubling beyond both, and goes on while its end is the best; around
 * the best, halves of doublings. A run ends once its rate cannot win any more.
 */
export async function tuneRate(search: Search, batchSize: number, known?: { batchSize: number; learningRate: number }): Promise<TunedRate> {
  const found = new Map<number, Score>()
  let best: { rate: number; score: Score } | undefined
  const attempt = async (rate: number) => {
    if (found.has(rate)) return
    const score = await scoreOf(search, { batchSize, learningRate: rate }, best?.score)
    found.set(rate, score)
    if (!best || isBetter(score, best.score)) best = { rate, score }
  }
  for (const rate of gridOf(batchSize, known)) await attempt(rate)
  for (let doublings = 0; doublings < MOST_DOUBLINGS; doublings++) {
    const rates = ascending(found)
    const end = best!.rate === rates.at(-1) ? best!.rate * 2 : best!.rate === rates[0] ? best!.rate / 2 : undefined
    if (end === undefined) break
    await attempt(end)
  }
  const rates = ascending(found)
  const atGridEdge = best!.rate === rates[0] || best!.rate === rates.at(-1)
  const coarse = best!.rate
  // A wide grid leaves out every other doubling.
  if (!found.has(coarse * 2) || !found.has(coarse / 2)) for (const rate of [coarse * 2, coarse / 2]) await attempt(rate)
  const middle = best!.rate
  for (const rate of [middle * Math.SQRT2, middle * Math.SQRT1_2]) await attempt(rate)
  const count = search.seeds.length
  return {
    learningRate: best!.rate,
    atGridEdge,
    tried: ascending(found).map((learningRate) => {
      const { steps } = found.get(learningRate)!
      return { learningRate, steps: Number.isFinite(steps) ? steps / count : null }
    }),
  }
}

/** The updates of all seeds together, given up once they are more than the best. */
async function scoreOf(search: Search, { batchSize, learningRate }: { batchSize: number; learningRate: number }, best?: Score): Promise<Score> {
  const { rows, options, target, seeds, most } = search
  const bound = best ?? { steps: Infinity, slowest: Infinity }
  let [steps, slowest] = [0, 0]
  for (const seed of seeds) {
    const run = new Approach(rows.train, rows.validation, options, { batchSize, learningRate, seed })
    try {
      const limit = Math.min(bound.steps - steps, Math.max(1, HOPELESS * bound.slowest))
      const taken = await run.toTarget(target, Math.min(most(batchSize), limit))
      if (taken === null) return { steps: Infinity, slowest: Infinity, loss: run.diverged ? Infinity : run.loss }
      steps += taken
      slowest = Math.max(slowest, taken)
    } finally {
      run.close()
    }
  }
  return { steps, slowest, loss: target }
}

/** Fewer updates; where none gets there, the lower loss. */
function isBetter(one: Score, other: Score): boolean {
  return one.steps < other.steps || (one.steps === other.steps && one.loss < other.loss)
}

/** Ascending rates; from the middle of what is expected outwards, so that the first are good and the others end soon. */
function gridOf(batchSize: number, known?: { batchSize: number; learningRate: number }): number[] {
  if (!known) {
    const wide: number[] = []
    for (let rate = WIDE_FROM; rate <= WIDE_TO; rate *= 4) wide.push(rate)
    return outwards(wide)
  }
  const ratio = batchSize / known.batchSize
  const [low, high] = [Math.min(ratio, Math.sqrt(ratio)), Math.max(ratio, Math.sqrt(ratio))]
  const rates: number[] = []
  for (let rate = known.learningRate * low / 2; rate < known.learningRate * high * 2 * Math.SQRT2; rate *= 2) rates.push(rate)
  return outwards(rates)
}

function outwards(rates: readonly number[]): number[] {
  const middle = (rates.length - 1) / 2
  return [...rates.keys()].sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle)).map((i) => rates[i]!)
}

function ascending(found: ReadonlyMap<number, unknown>): number[] {
  return [...found.keys()].sort((a, b) => a - b)
}
