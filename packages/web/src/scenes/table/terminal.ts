/** The line that does the same in a terminal. */
import { copy } from '../../copy.ts'
import type { Finished } from './finished.ts'
import type { TableRecipe } from './recipe.ts'

export class TerminalPart {
  readonly #words: HTMLElement
  readonly #line: HTMLElement

  constructor(root: HTMLElement) {
    this.#words = root.querySelector<HTMLElement>('.terminal-words')!
    this.#line = root.querySelector<HTMLElement>('#table-command')!
    root
      .querySelector('#table-copy')!
      .addEventListener('click', ({ currentTarget }) => void copy(this.#line.textContent ?? '', currentTarget as HTMLElement))
  }

  /** The finished run's own line while the settings are still its own; else that of the next run. */
  show(recipe: TableRecipe, finished: Finished | undefined, commandOf: (recipe: TableRecipe) => string): void {
    const isSame = finished && JSON.stringify(finished.result.recipe) === JSON.stringify(recipe)
    const which = !isSame ? 'The next run, from a terminal' : finished.result.stopped ? 'The whole run, from a terminal' : 'The same from a terminal'
    this.#words.textContent = which
    this.#line.textContent = isSame ? finished.command : commandOf(recipe)
  }
}
