/** Draws something at most so often: what was asked for last is drawn in the end. */
export class Pace {
  readonly #calm: number
  readonly #rested: () => void
  #drawnAt = Number.NEGATIVE_INFINITY
  #waiting = 0

  /**
   * @param calm milliseconds from one drawing to the next
   * @param rested called when a drawing that had to wait has been made
   */
  constructor(calm: number, rested: () => void) {
    this.#calm = calm
    this.#rested = rested
  }

  /** Whether a drawing waits for its time. */
  get busy(): boolean {
    return this.#waiting !== 0
  }

  /** Draws as soon as it is time. */
  ask(draw: () => void): void {
    this.drop()
    const wait = this.#drawnAt + this.#calm - performance.now()
    if (wait <= 0) return this.now(draw)
    this.#waiting = window.setTimeout(() => {
      this.now(draw)
      this.#rested()
    }, wait)
  }

  /** Draws without waiting. */
  now(draw: () => void): void {
    this.drop()
    this.#drawnAt = performance.now()
    draw()
  }

  /** Draws nothing more of what waits. */
  drop(): void {
    clearTimeout(this.#waiting)
    this.#waiting = 0
  }
}
