/** The worker: it owns data and training, so that the page never waits. Calls come by Comlink, arrays are transferred. */
import { expose, proxy, type ProxyMarked, transfer } from 'comlink'
import { Dataset, ready } from 'minibatch'
import { race, type RaceOptions, type Records, type Start } from './scenes/race/run.ts'
import { rowOrder } from './scenes/race/row-order.ts'
import { secondsAnUpdate } from './scenes/race/stopwatch.ts'
import type { Points } from './scenes/race/surface.ts'
import { TableTraining } from './scenes/table/training.ts'

let opening: { readonly data: Dataset; readonly start: Start } | undefined

const worker = {
  /** Takes the opening data, which all races run on. */
  async open({ x, y }: Points, start: Start): Promise<void> {
    await ready()
    opening = { data: Dataset.fromArrays({ x: { data: x, columns: 1 }, y }), start }
  },

  async race(options: RaceOptions): Promise<Records> {
    const { data, start } = opened()
    const records = await race(data, options, start)
    return transfer(
      records,
      Object.values(records).flatMap(({ steps, w, b }) => [steps.buffer, w.buffer, b.buffer]),
    )
  },

  async rowOrder(epochs: number, seed: number): Promise<Uint32Array> {
    const order = await rowOrder(opened().data.rows, epochs, seed)
    return transfer(order, [order.buffer])
  },

  secondsAnUpdate(options: RaceOptions) {
    const { data, start } = opened()
    return secondsAnUpdate(data, options, start)
  },

  /** A table of the user's; it stays in this worker. */
  table(file: File): TableTraining & ProxyMarked {
    return proxy(new TableTraining(file))
  },

  /** Requests this worker has made since a moment of its own clock; the page counts its own. */
  requestsSince(start: number): string[] {
    return performance
      .getEntriesByType('resource')
      .filter((entry) => entry.startTime >= start)
      .map((entry) => entry.name)
  },

  now(): number {
    return performance.now()
  },
}

function opened(): { readonly data: Dataset; readonly start: Start } {
  if (!opening) throw new Error('The worker was asked to race before it was given the data.')
  return opening
}

expose(worker)

export type TrainingWorker = typeof worker
