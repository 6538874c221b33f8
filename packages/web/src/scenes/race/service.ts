/** Worker side of the race: the opening data, and what is run and measured on it. */
import { transfer } from 'comlink'
import { Dataset, ready } from 'minibatch'
import { type BatchStep, BatchLens } from './batch-lens.ts'
import { bestRates } from './best-rate.ts'
import { rowOrder } from './row-order.ts'
import { type Conditions, race, type RaceOptions, type Rates, type Records } from './run.ts'
import { secondsAnUpdate } from './stopwatch.ts'
import { lossSurface, type Points, type Surface } from './surface.ts'
import type { MethodName } from '../../method.ts'

/** A race, run. */
export interface RaceRecords {
  readonly records: Records
  /** Rows in the order they were read, all epochs joined, the same for the three. */
  readonly order: Uint32Array
}

interface Opened {
  readonly data: Dataset
  readonly surface: Surface
  readonly lens: BatchLens
}

let opening: Opened | undefined

function opened(): Opened {
  if (!opening) throw new Error('The worker was asked to race before it was given the data.')
  return opening
}

export const raceService = {
  /** Fetches the part of the core that a line needs, a third of its bytes: this is what the page loads first. */
  async load(): Promise<void> {
    await ready({ backend: 'wasm-small' })
  },

  /** Takes the opening data, which all races run on, once the core is there. */
  open(points: Points): void {
    const data = Dataset.fromArrays({ x: { data: points.x, columns: 1 }, y: points.y, backend: 'wasm-small' })
    opening = { data, surface: lossSurface(points), lens: new BatchLens(data) }
  },

  async race(options: RaceOptions): Promise<RaceRecords> {
    const { data } = opened()
    const records = await race(data, options)
    const order = rowOrder(data, options.epochs, options.seed)
    const arrays = Object.values(records).flatMap(({ steps, w, b }) => [steps.buffer, w.buffer, b.buffer])
    return transfer({ records, order }, [...arrays, order.buffer])
  },

  bestRates(conditions: Conditions): Promise<Rates> {
    const { data, surface } = opened()
    return bestRates(data, surface, conditions)
  },

  secondsAnUpdate(conditions: Conditions): Promise<Readonly<Record<MethodName, number>>> {
    return secondsAnUpdate(opened().data, conditions)
  },

  /** One update of one method, looked at closely. */
  step(options: RaceOptions, method: MethodName, update: number): Promise<BatchStep> {
    return opened().lens.step(options, method, update)
  },
}
