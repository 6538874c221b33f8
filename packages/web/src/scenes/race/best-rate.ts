/**
 * Worker side: the learning rate with which a method comes near enough to the least loss in the fewest updates. Chosen
 * by losses and counts of updates alone, never by time, so that a seed leads to the same rate on every device; and by
 * the mean of five seeds that stays where it got, so that no rate wins whose runs only pass by the least.
 */
import type { Dataset, Trainer } from 'minibatch'
import { methodNames } from '../../method.ts'
import { nextTurn } from '../../turn.ts'
import { updatesAnEpoch } from './record.ts'
import { batchSizes, type Conditions, divergenceOf, type Rates, trainerOf } from './run.ts'
import { nearEnough, type Surface } from './surface.ts'

/** Runs of a rate, by seeds from the race's on; batches of all rows need one. */
const seeds = 5
/** Steps of the finest grid, a decade; the search begins with every sixteenth of them. */
const aDecade = 48
const coarsest = 16
/** The grid's ends and where it is begun, as powers of ten. */
const [lowest, highest, first] = [-4, 0.5, -1]
/** A search looks no further: a rate that needs more would not be the best. */
const mostUpdates = 4096
/** Losses are looked at after every update at first, then this share of them apart. */
const apart = 1 / 32

/** Runs that arrive have to stay for this share of the updates it took them. */
const staying = 1 / 4

interface Trial {
  /** Updates until the runs are near enough on average; infinite if they never are. */
  readonly updates: number
  /** Their mean loss then, or at the end. */
  readonly loss: number
}

/** What is searched under. */
interface Search {
  readonly data: Dataset
  readonly surface: Surface
  readonly conditions: Conditions
  readonly batchSize: number
}

/** The best rate of each method under the same conditions. */
export async function bestRates(data: Dataset, surface: Surface, conditions: Conditions): Promise<Rates> {
  const sizes = batchSizes(data.rows, conditions.batchSize)
  const rates = { batch: 0, mini: 0, sgd: 0 }
  for (const method of methodNames) rates[method] = await bestRate({ data, surface, conditions, batchSize: sizes[method] })
  return rates
}

/** Tries a log grid from its middle outwards, then halves the distance around the best; a trial ends once it cannot win. */
async function bestRate(search: Search): Promise<number> {
  const total = updatesOf(search)
  let best: (Trial & { readonly step: number }) | undefined
  const attempt = async (step: number): Promise<void> => {
    const most = Math.min(total, mostUpdates, best?.updates ?? mostUpdates)
    const trial = await approach(search, rateOf(step), most)
    if (!best || isBetter(trial, best)) best = { ...trial, step }
    await nextTurn()
  }
  for (const step of outwards()) await attempt(step)
  for (let distance = coarsest / 2; distance >= 1; distance /= 2) {
    const middle = best!.step
    for (const step of [middle - distance, middle + distance]) await attempt(step)
  }
  return rateOf(best!.step)
}

/** The rate of a step of the finest grid, in three digits, as it is shown. */
function rateOf(step: number): number {
  return Number((10 ** (step / aDecade)).toPrecision(3))
}

/** Steps of the coarsest grid, the nearest to where it is begun first. */
function outwards(): number[] {
  const steps: number[] = []
  for (let step = lowest * aDecade; step <= highest * aDecade; step += coarsest) steps.push(step)
  return steps.toSorted((a, b) => Math.abs(a - first * aDecade) - Math.abs(b - first * aDecade))
}

/**
 * Trains all seeds side by side until they are near enough on average, and stay so on average for a quarter as long
 * again. They must get there in at most so many updates, and the race's own run must not fly away later.
 */
async function approach(search: Search, learningRate: number, most: number): Promise<Trial> {
  const { data, surface, conditions, batchSize } = search
  const runs = Array.from({ length: batchSize < data.rows ? seeds : 1 }, (_, run) =>
    trainerOf(data, { ...conditions, seed: conditions.seed + run }, { batchSize, learningRate }),
  )
  const near = surface.least.loss * (1 + nearEnough)
  const total = updatesOf(search)
  const failed = { updates: Number.POSITIVE_INFINITY, loss: Number.POSITIVE_INFINITY }
  let done = 0
  let arrival: { readonly updates: number; losses: number[] } | undefined
  for (;;) {
    const steps = Math.min(total - done, Math.max(1, Math.floor(done * apart)))
    let loss = 0
    for (const run of runs) loss += (await lossAfter(run, steps, surface)) / runs.length
    done += steps
    if (loss === Number.POSITIVE_INFINITY) return failed
    if (!arrival && loss <= near && done <= most) arrival = { updates: done, losses: [] }
    arrival?.losses.push(loss)
    const over = done >= total
    if (arrival && (over || done > arrival.updates * (1 + staying))) {
      const mean = arrival.losses.reduce((sum, each) => sum + each, 0) / arrival.losses.length
      if (mean <= near) {
        const end = await lossAfter(runs[0], total - done, surface)
        return end === Number.POSITIVE_INFINITY ? failed : { updates: arrival.updates, loss: arrival.losses[0] }
      }
      arrival = undefined
    }
    if (over || (!arrival && done >= most)) return { ...failed, loss }
  }
}

/** Updates of a whole run. */
function updatesOf({ data, batchSize, conditions }: Search): number {
  return updatesAnEpoch({ rows: data.rows, batchSize }) * conditions.epochs
}

/** Infinite once a run has flown away. */
async function lossAfter(run: Trainer, steps: number, { loss }: Surface): Promise<number> {
  try {
    if (steps > 0) await run.run({ steps })
  } catch (error) {
    divergenceOf(error)
    return Number.POSITIVE_INFINITY
  }
  const [w, b] = run.parameters
  return loss(w, b)
}

/** Fewer updates; of as many, or where none gets there, the lower loss. */
function isBetter(one: Trial, other: Trial): boolean {
  return one.updates === other.updates ? one.loss < other.loss : one.updates < other.updates
}
