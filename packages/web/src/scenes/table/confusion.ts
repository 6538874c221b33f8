/** Which class was taken for which: a matrix where there are few classes, else the pairs that are mixed up most. */
import { element } from '../../element.ts'
import { counted, whole } from '../../number.ts'
import { groupsOf } from './bins.ts'
import type { ClassOutcome, Miss } from './outcome.ts'

/** Classes up to which there is a matrix, and pairs that are told beyond. */
const mostClasses = 12
const mostPairs = 10
/** Rows that are listed for a cell. */
const mostListed = 200

export class ConfusionPart {
  readonly #root: HTMLElement
  readonly #openRow: (miss: Miss) => void
  #outcome: ClassOutcome | undefined

  constructor(root: HTMLElement, openRow: (miss: Miss) => void) {
    this.#root = root
    this.#openRow = openRow
  }

  show(outcome: ClassOutcome): void {
    this.#outcome = outcome
    const { classes, matrix } = outcome
    this.#find('.confusion').replaceChildren(...(matrix ? [classes.length <= mostClasses ? this.#matrix(matrix) : this.#pairs(matrix)] : []))
    this.#list(undefined)
  }

  #matrix(matrix: readonly (readonly number[])[]): HTMLTableElement {
    const { classes } = this.#outcome!
    const caption = element('caption', { className: 'visually-hidden', textContent: 'Confusion matrix: what each row is, and what the model said' })
    const named = (name: string, index: number, scope: 'row' | 'col'): HTMLElement =>
      element('th', { scope, title: name, className: colourOf(classes, index) }, element('span', { textContent: name }))
    const head = element(
      'thead',
      {},
      element('tr', {}, element('td'), element('th', { scope: 'colgroup', colSpan: classes.length, textContent: 'it said' })),
      element('tr', {}, element('th', { scope: 'col', className: 'corner', textContent: 'it is' }), ...classes.map((name, index) => named(name, index, 'col'))),
    )
    const body = element(
      'tbody',
      {},
      ...matrix.map((line, truth) =>
        element('tr', {}, named(classes[truth], truth, 'row'), ...line.map((count, said) => this.#cell(count, truth, said))),
      ),
    )
    const table = element('table', { className: `matrix${classes.length > 6 ? ' is-dense' : ''}` }, caption, head, body)
    return table
  }

  #cell(count: number, truth: number, said: number): HTMLTableCellElement {
    if (truth === said) return element('td', { className: 'right', textContent: whole(count) })
    if (count === 0) return element('td', { textContent: '0' })
    return element('td', { className: 'miss' }, this.#button(truth, said))
  }

  #pairs(matrix: readonly (readonly number[])[]): HTMLTableElement {
    const { classes } = this.#outcome!
    const pairs = matrix
      .flatMap((line, truth) => line.map((count, said) => ({ count, truth, said })))
      .filter(({ count, truth, said }) => count > 0 && truth !== said)
      .toSorted((a, b) => b.count - a.count)
      .slice(0, mostPairs)
    return element(
      'table',
      { className: 'pairs' },
      element('caption', { className: 'visually-hidden', textContent: 'The pairs of classes mixed up most' }),
      element('thead', {}, element('tr', {}, ...['it is', 'it said', 'rows'].map((text) => element('th', { scope: 'col', textContent: text })))),
      element(
        'tbody',
        {},
        ...pairs.map(({ truth, said }) =>
          element(
            'tr',
            {},
            element('th', { scope: 'row', textContent: classes[truth] }),
            element('td', { textContent: classes[said] }),
            element('td', { className: 'miss' }, this.#button(truth, said)),
          ),
        ),
      ),
    )
  }

  #button(truth: number, said: number): HTMLButtonElement {
    const { classes, matrix } = this.#outcome!
    const count = matrix![truth][said]
    const text = whole(count)
    const button = element('button', { type: 'button', textContent: text })
    button.setAttribute('aria-label', `${text} of ${classes[truth]} said to be ${classes[said]}: list the rows`)
    button.setAttribute('aria-expanded', 'false')
    button.addEventListener('click', () => {
      const isOpen = button.getAttribute('aria-expanded') === 'true'
      for (const other of this.#root.querySelectorAll('.miss button')) other.setAttribute('aria-expanded', 'false')
      button.setAttribute('aria-expanded', String(!isOpen))
      this.#list(isOpen ? undefined : { truth, said, count })
    })
    return button
  }

  /** The rows of a cell, each a button that fills the form with it; none where no cell is asked for. */
  #list(cell: { readonly truth: number; readonly said: number; readonly count: number } | undefined): void {
    const list = this.#find('.miss-list')
    const { misses, classes } = this.#outcome!
    list.hidden = cell === undefined
    const own = cell ? misses.filter(({ truth, said }) => truth === cell.truth && said === cell.said).slice(0, mostListed) : []
    const left = (cell?.count ?? 0) - own.length
    list.replaceChildren(
      ...own.map((miss) => {
        const button = element('button', {
          type: 'button',
          className: 'button bare',
          textContent: `row ${whole(miss.row)}, said at ${Math.round(miss.probability * 100)} %`,
          title: `Fill the form with row ${whole(miss.row)}`,
        })
        button.addEventListener('click', () => this.#openRow(miss))
        return element('li', {}, button)
      }),
      ...(left > 0 ? [element('li', { textContent: `and ${counted(left, 'row')} more` })] : []),
    )
    if (cell) list.setAttribute('aria-label', `Rows of ${classes[cell.truth]} said to be ${classes[cell.said]}`)
  }

  #find<T extends HTMLElement>(selector: string): T {
    return this.#root.querySelector<T>(selector)!
  }
}

/** The colour of a class's name, where classes are told apart by colour. */
export function colourOf(classes: readonly string[], index: number): string {
  return groupsOf(classes).length > 0 ? `is-class-${index}` : ''
}

/** "The miss: row 69 is class_1; it said class_0 at 39 %." */
export function missSentence({ misses, classes, right, rows }: ClassOutcome): readonly [lead: string, rest: string] {
  const [worst] = misses
  if (!worst) return ['No miss:', ` all ${whole(rows)} are right.`]
  const { row, truth, said, probability } = worst
  const lead = rows - right === 1 ? 'The miss:' : 'The worst miss:'
  return [lead, ` row ${whole(row)} is ${classes[truth]}; it said ${classes[said]} at ${Math.round(probability * 100)} %.`]
}
