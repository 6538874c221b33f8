/** The live region: at most one sentence in five seconds, and of those that came meanwhile the last. */
const calm = 5000

export class Narrator {
  readonly #region: HTMLElement
  #saidAt = Number.NEGATIVE_INFINITY
  #waiting = 0

  constructor(region: HTMLElement) {
    this.#region = region
  }

  say(sentence: string): void {
    clearTimeout(this.#waiting)
    const wait = Math.max(0, this.#saidAt + calm - performance.now())
    this.#waiting = window.setTimeout(() => {
      this.#saidAt = performance.now()
      this.#region.textContent = sentence
    }, wait)
  }
}
