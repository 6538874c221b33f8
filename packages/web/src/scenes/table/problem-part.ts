/** Where a problem is told, beside its buttons. */
import { drawOffers } from './offers.ts'
import type { Problem, Remedy } from './problem.ts'

export class ProblemPart {
  readonly #place: HTMLElement
  readonly #sentence: HTMLElement
  readonly #remedy: (remedy: Remedy) => void

  constructor(root: HTMLElement, remedy: (remedy: Remedy) => void) {
    this.#place = root.querySelector<HTMLElement>('.table-problem')!
    this.#sentence = this.#place.querySelector<HTMLElement>('.problem')!
    this.#remedy = remedy
  }

  show({ sentence, offers, command }: Problem): void {
    this.#place.hidden = this.#sentence.hidden = false
    this.#sentence.textContent = sentence
    drawOffers(this.#place.querySelector<HTMLElement>('.actions')!, offers, this.#remedy)
    const code = this.#place.querySelector<HTMLElement>('.problem-command')!
    code.hidden = command === undefined
    code.textContent = command ?? ''
  }

  clear(): void {
    this.show({ sentence: '', offers: [] })
    this.#place.hidden = this.#sentence.hidden = true
  }
}
