/** Where a problem is told, beside its buttons. */
import { element } from '../../element.ts'
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
    this.#place.querySelector('.actions')!.replaceChildren(
      ...offers.map(({ label, remedy }) => {
        const button = element('button', { type: 'button', className: 'button', textContent: label })
        button.addEventListener('click', () => this.#remedy(remedy))
        return button
      }),
    )
    const code = this.#place.querySelector<HTMLElement>('.problem-command')!
    code.hidden = command === undefined
    code.textContent = command ?? ''
  }

  clear(): void {
    this.#place.hidden = this.#sentence.hidden = true
    this.#sentence.textContent = ''
    this.#place.querySelector('.actions')!.replaceChildren()
  }
}
