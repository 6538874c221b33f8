/** Short runs one after the other would keep the event loop: it gets a turn between them. */
import { nextTask } from '../run.js'

/** Milliseconds without a turn at most: half a frame at 60 frames a second. */
const LONGEST = 8

let last = Number.NEGATIVE_INFINITY

/** Lets messages, timers and signals through, if they had to wait for long. */
export async function breathe(): Promise<void> {
  if (performance.now() - last < LONGEST) return
  await nextTask()
  last = performance.now()
}
