/** The controls of Your table. Their defaults are those of the command line. */
import type { TableDescription } from 'minibatch'
import type { TableState } from '../../state.ts'
import { plain, whole } from '../../number.ts'

type Choice = readonly [value: string, text: string]

const batchSizes = [8, 16, 32, 64, 128, 256, 512, 1024]
const rates = [0.001, 0.003, 0.01, 0.03, 0.05, 0.1, 0.3]
const epochCounts = [5, 10, 20, 50, 100, 200, 500]
const heldShares = [0, 10, 20, 25, 30, 50]

export class Settings {
  readonly #selects: Readonly<Record<'target' | 'm' | 'lr' | 'ep' | 'held', HTMLSelectElement>>
  readonly #seed: HTMLInputElement

  constructor(root: HTMLElement, change: (part: Partial<TableState>) => void, retarget: () => void) {
    const find = (id: string): HTMLSelectElement => root.querySelector<HTMLSelectElement>(`#table-${id}`)!
    this.#selects = { target: find('target'), m: find('m'), lr: find('lr'), ep: find('ep'), held: find('held') }
    this.#seed = root.querySelector<HTMLInputElement>('#table-seed')!
    const { target, m, lr, ep, held } = this.#selects
    const numberOr = (text: string): never => (text === 'auto' || text === 'full' ? text : Number(text)) as never
    m.addEventListener('change', () => change({ m: numberOr(m.value) }))
    lr.addEventListener('change', () => change({ lr: numberOr(lr.value) }))
    ep.addEventListener('change', () => change({ ep: numberOr(ep.value) }))
    held.addEventListener('change', () => change({ held: Number(held.value) }))
    this.#seed.addEventListener('change', () => {
      if (this.#seed.reportValidity()) change({ seed: this.#seed.valueAsNumber })
    })
    target.addEventListener('change', retarget)
  }

  /** The column to predict. */
  get target(): string {
    return this.#selects.target.value
  }

  /** Offers the columns. The first guess is the last one that holds numbers: what this version can predict. */
  columns({ columns }: TableDescription): void {
    const guess = columns.findLast(({ type }) => type === 'number') ?? columns.at(-1)
    fill(
      this.#selects.target,
      columns.map(({ name }) => [name, name]),
      guess?.name ?? '',
    )
  }

  show({ m, lr, ep, held, seed }: TableState): void {
    const numbers = (known: readonly number[], write: (value: number) => string): Choice[] =>
      known.map((value) => [String(value), write(value)])
    fill(
      this.#selects.m,
      [
        ...numbers(withValue(batchSizes, m), (value) => `${whole(value)} row${value === 1 ? '' : 's'}`),
        ['full', 'all rows'],
      ],
      String(m),
    )
    fill(this.#selects.lr, [['auto', 'auto: 0.05'], ...numbers(withValue(rates, lr), plain)], String(lr))
    fill(this.#selects.ep, [['auto', 'auto'], ...numbers(withValue(epochCounts, ep), whole)], String(ep))
    fill(
      this.#selects.held,
      numbers(withValue(heldShares, held), (value) => (value === 0 ? 'none' : `${value} %`)),
      String(held),
    )
    this.#seed.value = String(seed)
  }
}

/** The known values, and the one a link asks for in its place among them. */
function withValue(known: readonly number[], value: number | string): number[] {
  return typeof value === 'number' && !known.includes(value) ? [...known, value].toSorted((a, b) => a - b) : [...known]
}

function fill(select: HTMLSelectElement, choices: readonly Choice[], chosen: string): void {
  select.replaceChildren(...choices.map(([value, text]) => new Option(text, value, false, value === chosen)))
}
