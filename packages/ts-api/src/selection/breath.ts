/** Short runs one after the other would keep the event loop: it gets a turn between them. */
import { nextTask } from '../run.js'

/** Milliseconds without a turn at most: half a frame at 60 frames a second. */
const LONGEST = 8

let last = Number.NEGATIVE_INFINITY

/** Lets messages, timers and signals through, if they had to wait for long. */
export async function breathe(): Promise<void> {
  const since = performance.now() - last
  // Below 0 the clock was put back: nothing is known of how long it has been.
  if (since >= 0 && since < LONGEST) return
  await nextTask()
  last = performance.now()
}
