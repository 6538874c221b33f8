/** Try a row: the columns that matter most, a slider each; the model answers at once. */
import type { Row, TableDescription } from 'minibatch'
import { plain, significant } from '../../number.ts'
import type { TrainingResult } from './training.ts'

/** Columns with a slider. */
const most = 7
const sliderSteps = 200

export class TryRow {
  readonly #root: HTMLElement
  readonly #predict: (row: Row) => Promise<number>
  #row: Record<string, string | number | null> = {}
  #target = ''
  #asked = 0

  constructor(root: HTMLElement, predict: (row: Row) => Promise<number>) {
    this.#root = root
    this.#predict = predict
  }

  /** Starts at the mean of every number and the commonest level of every text. */
  show({ columns }: TableDescription, { model }: TrainingResult): void {
    this.#target = model.target ?? ''
    const inputs = columns.filter(({ name }) => name !== this.#target)
    this.#row = Object.fromEntries(inputs.map(({ name, type, mean, levels }) => [name, type === 'number' && typeof mean === 'number' ? Number(mean.toPrecision(4)) : commonest(levels)]))
    const strength = new Map(model.names?.map((name, index) => [name, Math.abs(model.standardizedCoefficients[index])]))
    const numbers = inputs
      .filter(({ name, type, min, max }) => type === 'number' && strength.has(name) && typeof min === 'number' && min !== max)
      .toSorted((a, b) => strength.get(b.name)! - strength.get(a.name)!)
    const strongest = strength.get(numbers[0]?.name ?? '') ?? 1
    const body = document.createElement('tbody')
    for (const column of numbers.slice(0, most)) body.append(this.#line(column, strength.get(column.name)! / strongest))
    this.#root.querySelector('.try tbody')!.replaceWith(body)
    const left = inputs.length - Math.min(most, numbers.length)
    this.#root.querySelector('.try-rest')!.textContent = `${left > 0 ? `And ${left} more, at their mean. ` : ''}Matters: standardised weight.`
    void this.#answer()
  }

  #line({ name, min, max }: TableDescription['columns'][number], share: number): HTMLTableRowElement {
    const [low, high] = [Number(min), Number(max)]
    const line = document.createElement('tr')
    line.innerHTML = `
      <th scope="row"></th>
      <td><span class="bar" style="width: ${Math.max(2, Math.round(share * 52))}px"></span></td>
      <td><input type="range" min="0" max="${sliderSteps}" step="1" /></td>
      <td class="value"><input type="number" step="any" /></td>`
    const title = line.querySelector('th')!
    title.textContent = name
    title.title = name
    const [slider, field] = line.querySelectorAll('input') as unknown as [HTMLInputElement, HTMLInputElement]
    slider.setAttribute('aria-label', name)
    field.setAttribute('aria-label', `${name}, value`)
    const set = (value: number, from?: HTMLInputElement): void => {
      this.#row[name] = value
      const share = Math.min(1, Math.max(0, (value - low) / (high - low)))
      slider.style.setProperty('--at', `${share * 100}%`)
      slider.setAttribute('aria-valuetext', plain(value))
      if (from !== slider) slider.value = String(Math.round(share * sliderSteps))
      if (from !== field) field.value = String(Number(value.toPrecision(4)))
    }
    set(Number(this.#row[name]))
    slider.addEventListener('input', () => {
      set(low + ((high - low) * slider.valueAsNumber) / sliderSteps, slider)
      void this.#answer()
    })
    field.addEventListener('input', () => {
      if (!Number.isFinite(field.valueAsNumber)) return
      set(field.valueAsNumber, field)
      void this.#answer()
    })
    return line
  }

  async #answer(): Promise<void> {
    const asked = ++this.#asked
    const value = await this.#predict({ ...this.#row })
    if (asked === this.#asked) this.#root.querySelector('.try-value')!.textContent = `${this.#target} ${significant(value)}`
  }
}

function commonest(levels: unknown): string | null {
  const first: unknown = Array.isArray(levels) ? levels[0] : undefined
  return Array.isArray(first) ? String(first[0]) : null
}
