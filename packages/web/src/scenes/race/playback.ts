/**
 * The place of the race: rows read by SGD. It moves at a constant speed on a log axis, so that the first row and the last
 * epoch both last long enough to be seen. The run itself was over before; this only replays its record.
 */
import type { Speed } from '../../control/transport.ts'

/** Seconds a whole run lasts at speed 1. */
const wholeRun = 7

export class Playback {
  /** 0 (the start) … total. */
  place = 0
  playing = false
  speed: Speed = 1
  readonly #total: number
  readonly #changed: () => void
  /** Places to stand still at, one after the other, where motion is not wanted. */
  readonly #stills: readonly number[] | undefined
  #last = 0
  #frame = 0
  #timer = 0
  /** Where the clock stands as a real number, so that slow speeds do not stall. */
  #exact = 0

  constructor(total: number, changed: () => void, stills?: readonly number[]) {
    this.#total = total
    this.#changed = changed
    this.#stills = stills
  }

  get finished(): boolean {
    return this.place >= this.#total
  }

  play(): void {
    if (this.finished) this.place = 0
    if (this.speed === 'all') return this.seek(this.#total)
    this.playing = true
    this.#last = performance.now()
    if (this.#stills) this.#nextStill()
    else this.#frame = requestAnimationFrame(this.#advance)
    this.#changed()
  }

  pause(): void {
    this.#stop()
    this.#changed()
  }

  /** Goes to a place and stays there. */
  seek(place: number): void {
    this.#stop()
    this.place = Math.min(this.#total, Math.max(0, Math.round(place)))
    this.#changed()
  }

  /** Ends the clock for good: another run takes its place. */
  dispose(): void {
    this.#stop()
  }

  #stop(): void {
    this.playing = false
    cancelAnimationFrame(this.#frame)
    clearTimeout(this.#timer)
  }

  get #pace(): number {
    return typeof this.speed === 'number' ? this.speed : 1
  }

  readonly #advance = (now: number): void => {
    if (!this.playing) return
    const seconds = Math.min(0.1, (now - this.#last) / 1000)
    this.#last = now
    // A place reached otherwise since the last frame is gone on from.
    const from = Math.floor(this.#exact) === this.place ? this.#exact : this.place
    // place(t) = total^(t / wholeRun)
    this.#exact = Math.max(1, from) * this.#total ** ((seconds * this.#pace) / wholeRun)
    this.place = Math.min(this.#total, Math.floor(this.#exact))
    if (this.finished) this.playing = false
    else this.#frame = requestAnimationFrame(this.#advance)
    this.#changed()
  }

  #nextStill(): void {
    const stills = this.#stills!
    this.#timer = window.setTimeout(
      () => {
        this.place = stills.find((still) => still > this.place) ?? this.#total
        if (this.finished) this.playing = false
        else this.#nextStill()
        this.#changed()
      },
      (wholeRun * 1000) / stills.length / this.#pace,
    )
  }
}

/** Places to stand still at: 1 2 5 10 … and the end. */
export function stillsOf(total: number): number[] {
  const stills: number[] = []
  for (let power = 1; power < total; power *= 10)
    stills.push(...[power, 2 * power, 5 * power].filter((place) => place < total))
  return [...stills, total]
}
