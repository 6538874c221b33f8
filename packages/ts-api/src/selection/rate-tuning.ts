/** The learning rate that gets to a loss in the fewest updates: chosen by losses and counts of steps alone, never by time. */
import type { SelectionOptions } from './options.js'
import { Approach, type Arrival } from './approach.js'
import type { HeldOut } from './held-out.js'

/** Doublings a search goes beyond its grid at most, to either side. */
const MOST_DOUBLINGS = 16
/** The grid where no other size's rate is known: 2^-14 to 4, for what is standardised. */
const WIDE_FROM = 2 ** -14
const WIDE_TO = 4

/**
 * Share of the seeds by whose slowest a rate is judged: by the middle one rates win that blow up in other runs, by the last
 * one a single run decides.
 */
const COUNTING = 0.8

/** What is to be reached, by which runs. */
export interface Search {
  readonly rows: HeldOut
  readonly options: SelectionOptions
  /** The held-out loss to get to. */
  readonly target: number
  /** When a run has got there. */
  readonly arrival?: Arrival | undefined
  /** Seeds of the runs. */
  readonly seeds: readonly number[]
  /** Updates a run may take at most, by batch size. */
  readonly most: (batchSize: number) => number
}

/** One rate tried. */
export interface TriedRate {
  /** The constant rate η. */
  readonly learningRate: number
  /** Updates in which four fifths of the seeds got to the target; null where fewer did, or not as soon as by the best so far. */
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
  /** Updates in which so many seeds as count got there; infinite where fewer did. */
  readonly steps: number
  /** The held-out loss where the last that failed stopped, to choose among rates none of which gets there. */
  readonly loss: number
}

/**
 * Tunes the rate of one batch size. The grid doubles over what the rate of another size would be without scaling, by the
 * square root and by the linear scaling (Krizhevsky, 2014; Goyal et al., 2017), with one doubling beyond, and goes on while
 * its end is the best, downwards while all diverge; around the best, halves of doublings. A run ends once its rate cannot
 * win any more.
 */
export async function tuneRate(search: Search, batchSize: number, known?: { batchSize: number; learningRate: number }): Promise<TunedRate> {
  const found = new Map<number, Score>()
  let best: { rate: number; score: Score } | undefined
  const attempt = async (rate: number) => {
    if (found.has(rate)) return
    const score = await scoreOf(search, { batchSize, learningRate: rate }, best?.score.steps ?? Infinity)
    found.set(rate, score)
    if (!best || isBetter({ rate, score }, best)) best = { rate, score }
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
  return {
    learningRate: best!.rate,
    atGridEdge,
    tried: ascending(found).map((learningRate) => {
      const { steps } = found.get(learningRate)!
      return { learningRate, steps: Number.isFinite(steps) ? steps : null }
    }),
  }
}

/** The updates of the slowest seed that counts, given up once too many take more than the best rate's. */
async function scoreOf(search: Search, { batchSize, learningRate }: { batchSize: number; learningRate: number }, best: number): Promise<Score> {
  const { rows, options, target, arrival, seeds, most } = search
  const needed = Math.ceil(COUNTING * seeds.length)
  const reached: number[] = []
  for (const [i, seed] of seeds.entries()) {
    const run = new Approach(rows.train, rows.validation, options, { batchSize, learningRate, seed })
    try {
      const taken = await run.toTarget(target, Math.min(most(batchSize), best), arrival)
      if (taken !== null) reached.push(taken)
      const left = seeds.length - 1 - i
      if (reached.length + left < needed) return { steps: Infinity, loss: run.diverged ? Infinity : run.loss }
    } finally {
      run.close()
    }
  }
  return { steps: reached.sort((a, b) => a - b)[needed - 1]!, loss: target }
}

/** Fewer updates; where none gets there, the lower loss; where all diverge, the lower rate. */
function isBetter(one: { rate: number; score: Score }, other: { rate: number; score: Score }): boolean {
  if (one.score.steps !== other.score.steps) return one.score.steps < other.score.steps
  if (one.score.loss !== other.score.loss) return one.score.loss < other.score.loss
  return one.score.loss === Infinity && one.rate < other.rate
}

/** From the square-root scaling outwards, so that the first are good and the others end soon. */
function gridOf(batchSize: number, known?: { batchSize: number; learningRate: number }): number[] {
  if (!known) {
    const wide: number[] = []
    for (let rate = WIDE_FROM; rate <= WIDE_TO; rate *= 4) wide.push(rate)
    return outwards(wide)
  }
  const ratio = batchSize / known.batchSize
  const [low, high] = [Math.min(1, ratio), Math.max(1, ratio)]
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
