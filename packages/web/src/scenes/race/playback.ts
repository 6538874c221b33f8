/**
 * The clock of the race: rows read so far. It runs at a constant speed on a log axis, so that the first row and the
 * last epoch both last long enough to be seen. The run itself was over before; this only replays its record.
 */
import type { Speed } from '../../control/transport.ts'

/** Seconds a whole run lasts at speed 1. */
const wholeRun = 7

export class Playback {
  /** Rows read by each method, 0 (the start) … total. */
  rows = 0
  playing = false
  speed: Speed = 1
  readonly #total: number
  readonly #changed: () => void
  #last = 0
  #frame = 0

  constructor(total: number, changed: () => void) {
    this.#total = total
    this.#changed = changed
  }

  get finished(): boolean {
    return this.rows >= this.#total
  }

  play(): void {
    if (this.finished) this.rows = 0
    if (this.speed === 'all') {
      this.rows = this.#total
      this.#changed()
      return
    }
    this.playing = true
    this.#last = performance.now()
    this.#frame = requestAnimationFrame(this.#advance)
    this.#changed()
  }

  pause(): void {
    this.playing = false
    cancelAnimationFrame(this.#frame)
    this.#changed()
  }

  /** Goes to a number of rows and stays there. */
  seek(rows: number): void {
    this.playing = false
    cancelAnimationFrame(this.#frame)
    this.rows = Math.min(this.#total, Math.max(0, Math.round(rows)))
    this.#changed()
  }

  /** Ends the clock for good: another run takes its place. */
  dispose(): void {
    this.playing = false
    cancelAnimationFrame(this.#frame)
  }

  readonly #advance = (now: number): void => {
    if (!this.playing) return
    const seconds = Math.min(0.1, (now - this.#last) / 1000)
    this.#last = now
    const speed = typeof this.speed === 'number' ? this.speed : 1
    // rows(t) = total^(t / wholeRun), kept as a real number between frames so that slow speeds do not stall
    this.#exact = Math.max(1, this.#exactFrom()) * this.#total ** ((seconds * speed) / wholeRun)
    this.rows = Math.min(this.#total, Math.floor(this.#exact))
    if (this.finished) this.playing = false
    else this.#frame = requestAnimationFrame(this.#advance)
    this.#changed()
  }

  #exact = 0

  /** Where the real-numbered clock stands; a seek since the last frame moves it. */
  #exactFrom(): number {
    return Math.floor(this.#exact) === this.rows ? this.#exact : this.rows
  }
}
