/** The controls of Your table. Their defaults are those of the command line. */
import type { TableDescription } from 'minibatch'
import { type Choice, fill } from '../../control/select.ts'
import type { TableState } from '../../state.ts'
import { plain, whole } from '../../number.ts'

const hiddenLayers = ['16', '32-16', '64-32', '128-64-32']
const batchSizes = [1, 8, 16, 32, 64, 128, 256, 512, 1024]
const rates = [0.001, 0.003, 0.01, 0.03, 0.05, 0.1, 0.3]
const epochCounts = [5, 10, 20, 50, 100, 200, 500]
const heldShares = [0, 10, 20, 25, 30, 50]

/** Units of the hidden layers that a link asks for. */
export function hiddenOf(hid: TableState['hid']): number[] {
  if (hid === 'none') return []
  return (hid === 'auto' ? '16' : hid).split('-').map(Number)
}

/** What `auto` came to in the last run. */
export interface Settled {
  readonly batchSize: number
  readonly learningRate: number
  readonly epochs: number
}

export interface SettingsOptions {
  readonly root: HTMLElement
  readonly change: (part: Partial<TableState>) => void
  readonly retarget: (target: string) => void
}

export class Settings {
  readonly #selects: Readonly<Record<'target' | 'model' | 'm' | 'lr' | 'ep' | 'held', HTMLSelectElement>>
  readonly #seed: HTMLInputElement
  #offered: TableDescription['columns'] | undefined

  constructor({ root, change, retarget }: SettingsOptions) {
    const find = (id: string): HTMLSelectElement => root.querySelector<HTMLSelectElement>(`#table-${id}`)!
    this.#selects = { target: find('target'), model: find('model-kind'), m: find('m'), lr: find('lr'), ep: find('ep'), held: find('held') }
    this.#seed = root.querySelector<HTMLInputElement>('#table-seed')!
    const { target, model, m, lr, ep, held } = this.#selects
    const numberOr = (text: string): never => (text === 'auto' || text === 'full' ? text : Number(text)) as never
    model.addEventListener('change', () =>
      change(model.value === 'linear' ? { model: 'linear' } : { model: 'mlp', hid: model.value }),
    )
    m.addEventListener('change', () => change({ m: numberOr(m.value) }))
    lr.addEventListener('change', () => change({ lr: numberOr(lr.value) }))
    ep.addEventListener('change', () => change({ ep: numberOr(ep.value) }))
    held.addEventListener('change', () => change({ held: Number(held.value) }))
    this.#seed.addEventListener('change', () => {
      if (this.#seed.reportValidity()) change({ seed: this.#seed.valueAsNumber })
    })
    target.addEventListener('change', () => retarget(target.value))
  }

  /** The next batch size or rate of the list, as if it was chosen there. */
  step(which: 'm' | 'lr', by: 1 | -1): void {
    const select = this.#selects[which]
    const next = select.selectedIndex + by
    if (next < 0 || next >= select.length) return
    select.selectedIndex = next
    select.dispatchEvent(new Event('change'))
  }

  /** Offers the columns. */
  columns({ columns }: TableDescription, target: string): void {
    if (this.#offered !== columns) fill(this.#selects.target, columns.map(({ name }) => [name, name]), target)
    this.#offered = columns
    this.#selects.target.value = target
  }

  show({ model, hid, m, lr, ep, held, seed }: TableState, settled: Settled | undefined): void {
    const auto = (value: string): string => (settled ? `Auto: ${value}` : 'Auto')
    const numbers = (known: readonly number[], write: (value: number) => string): Choice[] =>
      known.map((value) => [String(value), write(value)])
    const own = hiddenOf(hid).join('-')
    const layers = hiddenLayers.includes(own) || own === '' ? hiddenLayers : [own, ...hiddenLayers]
    fill(
      this.#selects.model,
      [['linear', 'Linear'], ...layers.map((units): Choice => [units, `Hidden ${units.replaceAll('-', ', ')}`])],
      model === 'linear' || own === '' ? 'linear' : own,
    )
    fill(
      this.#selects.m,
      [
        ['auto', m === 'auto' ? auto(whole(settled?.batchSize ?? 0)) : 'Auto: measured here'],
        ...numbers(withValue(batchSizes, m), (value) => `${whole(value)} row${value === 1 ? '' : 's'}`),
        ['full', 'All rows'],
      ],
      String(m),
    )
    fill(this.#selects.lr, [['auto', lr === 'auto' ? auto(plain(settled?.learningRate ?? 0)) : 'Auto'], ...numbers(withValue(rates, lr), plain)], String(lr))
    fill(this.#selects.ep, [['auto', ep === 'auto' ? auto(whole(settled?.epochs ?? 0)) : 'Auto'], ...numbers(withValue(epochCounts, ep), whole)], String(ep))
    fill(
      this.#selects.held,
      numbers(withValue(heldShares, held), (value) => (value === 0 ? 'None' : `${value} %`)),
      String(held),
    )
    if (document.activeElement !== this.#seed) this.#seed.value = String(seed)
  }
}

/** The known values, and the one a link asks for in its place among them. */
function withValue(known: readonly number[], value: number | string): number[] {
  return typeof value === 'number' && !known.includes(value) ? [...known, value].toSorted((a, b) => a - b) : [...known]
}
