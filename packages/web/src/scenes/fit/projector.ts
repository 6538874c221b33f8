/**
 * Plays the film of a run: each of its frames lasts the same, so that the first epochs, in which most happens, pass as
 * slowly as the many last ones. It goes no further than the run has come.
 */
import type { Speed } from '../../control/transport.ts'
import { epochAt, positionOf } from './film.ts'

export class Projector {
  playing = false
  /** Whether it stands still because the film ran out, and not because of anyone. */
  ranOut = false
  speed: Speed = 1
  /** Seconds from one frame of the film to the next at speed 1. */
  frameTime = 1
  /** Plays from frame to frame instead of epoch by epoch. */
  stills = false
  #film: readonly number[] = [0]
  #last = 0
  #complete = false
  #position = 0
  #epoch = 0
  #frame = 0
  #before = 0
  readonly #changed: () => void

  constructor(changed: () => void) {
    this.#changed = changed
  }

  get epoch(): number {
    return this.#epoch
  }

  get finished(): boolean {
    return this.#epoch === (this.#complete ? this.#last : this.#film.at(-1))
  }

  /** Takes a film and how far its run has come, for good when it is complete; the epoch stays where it was if it can. */
  load(film: readonly number[], last: number, complete: boolean): void {
    this.#film = film
    this.#last = last
    this.#complete = complete
    this.#stand(Math.min(this.#epoch, last))
  }

  /** The run has come so far. */
  grow(last: number, complete: boolean): void {
    this.#last = last
    this.#complete = complete
  }

  play(): void {
    if (this.finished && this.#last > 0) this.#stand(0)
    if (this.speed === 'all') return this.seek(this.#last)
    this.playing = true
    this.ranOut = false
    this.#before = performance.now()
    cancelAnimationFrame(this.#frame)
    this.#frame = requestAnimationFrame(this.#advance)
    this.#changed()
  }

  pause(): void {
    this.playing = this.ranOut = false
    cancelAnimationFrame(this.#frame)
    this.#changed()
  }

  /** Goes to an epoch and stays there. */
  seek(epoch: number): void {
    this.playing = this.ranOut = false
    cancelAnimationFrame(this.#frame)
    this.#stand(Math.min(this.#last, Math.max(0, epoch)))
    this.#changed()
  }

  /** Goes to the frame of the film before or after. */
  skip(direction: -1 | 1): void {
    const place = positionOf(this.#film, this.#epoch)
    const frame = direction === 1 ? Math.floor(place) + 1 : Math.ceil(place) - 1
    this.seek(this.#film[Math.min(this.#film.length - 1, Math.max(0, frame))])
  }

  #stand(epoch: number): void {
    this.#epoch = epoch
    this.#position = positionOf(this.#film, epoch)
  }

  readonly #advance = (now: number): void => {
    if (!this.playing) return
    // The frame's own time may lie before the call that asked for it.
    const seconds = Math.min(0.1, Math.max(0, now - this.#before) / 1000)
    this.#before = now
    const speed = typeof this.speed === 'number' ? this.speed : 1
    this.#position = Math.min(this.#position + (seconds * speed) / this.frameTime, positionOf(this.#film, this.#last))
    const before = this.#epoch
    this.#epoch = epochAt(this.#film, this.stills ? Math.floor(this.#position + 1e-9) : this.#position)
    this.ranOut = this.finished
    if (this.ranOut) this.playing = false
    else this.#frame = requestAnimationFrame(this.#advance)
    if (this.#epoch !== before || !this.playing) this.#changed()
  }
}
