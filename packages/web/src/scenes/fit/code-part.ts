/** The code that does the same, in two tabs, with the table it reads. */
import { copy } from '../../copy.ts'
import { command, tokens, typescript } from './code.ts'
import type { Recipe } from './example.ts'

const languages = ['typescript', 'command'] as const
type Language = (typeof languages)[number]

export class CodePart {
  readonly #root: HTMLElement
  readonly #tabs: readonly HTMLButtonElement[]
  readonly #code: HTMLElement
  #language: Language = 'typescript'
  #programs: Readonly<Record<Language, string>> = { typescript: '', command: '' }

  constructor(root: HTMLElement) {
    this.#root = root
    this.#code = root.querySelector('#fit-code code')!
    this.#tabs = languages.map((language) => root.querySelector<HTMLButtonElement>(`[data-language=${language}]`)!)
    this.#tabs.forEach((tab, index) => {
      tab.addEventListener('click', () => this.#choose(languages[index]))
      tab.addEventListener('keydown', (event) => {
        if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
        event.preventDefault()
        event.stopPropagation()
        this.#choose(languages[1 - index])
        this.#tabs[1 - index].focus()
      })
    })
    const button = root.querySelector<HTMLElement>('#fit-copy')!
    button.addEventListener('click', () => void copy(this.#programs[this.#language], button))
  }

  /** Writes both programs; `rows` are those the run learns from. */
  show(recipe: Recipe, rows: number): void {
    this.#programs = { typescript: typescript(recipe, rows), command: command(recipe, rows) }
    const link = this.#root.querySelector<HTMLAnchorElement>('#fit-file')!
    const { file, url } = recipe.example
    link.href = url
    link.download = file
    link.textContent = file
    this.#choose(this.#language)
  }

  #choose(language: Language): void {
    this.#language = language
    this.#tabs.forEach((tab, index) => {
      const chosen = languages[index] === language
      tab.setAttribute('aria-selected', String(chosen))
      tab.tabIndex = chosen ? 0 : -1
      if (chosen) this.#root.querySelector('#fit-code')!.setAttribute('aria-labelledby', tab.id)
    })
    this.#code.replaceChildren(
      ...tokens(this.#programs[language].trimEnd()).map(({ kind, text }) => {
        if (kind === 'plain') return text
        const span = document.createElement('span')
        span.className = `is-${kind}`
        span.textContent = text
        return span
      }),
    )
  }
}
