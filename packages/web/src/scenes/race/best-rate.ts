/**
 * Worker side: the learning rate with which a method comes near enough to the least loss in the fewest updates. Chosen
 * by losses and counts of updates alone, never by time, so that a seed leads to the same rate on every device; and by
 * the mean of five seeds, so that no rate wins whose runs only pass by the least.
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
  const total = updatesAnEpoch({ rows: search.data.rows, batchSize: search.batchSize }) * search.conditions.epochs
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

/** Trains all seeds side by side until they are near enough on average, to at most so many updates. */
async function approach({ data, surface, conditions, batchSize }: Search, learningRate: number, most: number): Promise<Trial> {
  const runs = Array.from({ length: batchSize < data.rows ? seeds : 1 }, (_, run) =>
    trainerOf(data, { ...conditions, seed: conditions.seed + run }, { batchSize, learningRate }),
  )
  const near = surface.least.loss * (1 + nearEnough)
  let [done, loss] = [0, Number.POSITIVE_INFINITY]
  while (done < most) {
    const steps = Math.min(most - done, Math.max(1, Math.floor(done * apart)))
    loss = 0
    for (const run of runs) loss += (await lossAfter(run, steps, surface)) / runs.length
    done += steps
    if (loss <= near) return { updates: done, loss }
    if (loss === Number.POSITIVE_INFINITY) break
  }
  return { updates: Number.POSITIVE_INFINITY, loss }
}

/** Infinite once a run has flown away. */
async function lossAfter(run: Trainer, steps: number, { loss }: Surface): Promise<number> {
  try {
    await run.run({ steps })
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
