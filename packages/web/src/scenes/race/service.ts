/** Worker side of the race: the opening data, and what is run and measured on it. */
import { transfer } from 'comlink'
import { Dataset, ready } from 'minibatch'
import { rowOrder } from './row-order.ts'
import { race, type RaceOptions, type Records, type Start } from './run.ts'
import { secondsAnUpdate } from './stopwatch.ts'
import type { Points } from './surface.ts'

let opening: { readonly data: Dataset; readonly start: Start } | undefined

function opened(): { readonly data: Dataset; readonly start: Start } {
  if (!opening) throw new Error('The worker was asked to race before it was given the data.')
  return opening
}

export const raceService = {
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
}
