/** Worker side: work in slices, between which the worker hears its messages. */
import { nextTurn } from '../../turn.ts'

const slice = 8

/** Waits for a turn whenever a slice is used up: `await turns.next()` in a loop. */
export class Turns {
  #began = performance.now()

  async next(): Promise<void> {
    if (performance.now() - this.#began < slice) return
    await nextTurn()
    this.#began = performance.now()
  }
}
