/** Try a row: the columns that matter most, a slider or a choice each; the model answers at once. */
import type { Row, TableDescription } from 'minibatch'
import { plain, significant } from '../../number.ts'
import type { TrainingResult } from './training.ts'

type Column = TableDescription['columns'][number]
type Level = readonly [level: string, rows: number]

/** Columns with a control. */
const most = 7
const sliderSteps = 200
/** Width of the longest bar, in px. */
const barWidth = 52

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
    this.#row = Object.fromEntries(inputs.map((column) => [column.name, opening(column)]))
    const weighed = inputs
      .map((column) => ({ column, weight: weightOf(column, model) }))
      .filter(({ column, weight }) => weight > 0 && (isSlidable(column) || levelsOf(column).length > 1))
      .toSorted((a, b) => b.weight - a.weight)
      .slice(0, most)
    const body = document.createElement('tbody')
    body.append(...weighed.map(({ column, weight }) => this.#line(column, weight / weighed[0].weight)))
    this.#root.querySelector('.try tbody')!.replaceWith(body)
    const left = inputs.length - weighed.length
    this.#root.querySelector('.try-rest')!.textContent =
      `${left > 0 ? `And ${left} more, kept as ${left === 1 ? 'it is' : 'they are'}. ` : ''}Matters: standardised weight.`
    void this.#answer()
  }

  #line(column: Column, share: number): HTMLTableRowElement {
    const line = document.createElement('tr')
    const title = document.createElement('th')
    title.scope = 'row'
    title.textContent = column.name
    title.title = column.name
    const matters = document.createElement('td')
    const bar = document.createElement('span')
    bar.className = 'bar'
    bar.style.width = `${Math.max(2, Math.round(share * barWidth))}px`
    matters.append(bar)
    line.append(title, matters, ...(isSlidable(column) ? this.#slider(column) : [this.#choice(column)]))
    return line
  }

  #choice(column: Column): HTMLTableCellElement {
    const cell = document.createElement('td')
    cell.colSpan = 2
    const select = document.createElement('select')
    select.setAttribute('aria-label', column.name)
    select.append(...levelsOf(column).map(([level]) => new Option(level, level)))
    select.addEventListener('change', () => {
      this.#row[column.name] = select.value
      void this.#answer()
    })
    cell.append(select)
    return cell
  }

  #slider({ name, min, max }: Column): HTMLTableCellElement[] {
    const [low, high] = [Number(min), Number(max)]
    const [slider, field] = [document.createElement('input'), document.createElement('input')]
    Object.assign(slider, { type: 'range', min: '0', max: String(sliderSteps), step: '1' })
    Object.assign(field, { type: 'number', step: 'any' })
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
    return [slider, field].map((input) => {
      const cell = document.createElement('td')
      if (input === field) cell.className = 'value'
      cell.append(input)
      return cell
    })
  }

  async #answer(): Promise<void> {
    const asked = ++this.#asked
    const value = await this.#predict({ ...this.#row })
    if (asked === this.#asked)
      this.#root.querySelector('.try-value')!.textContent = `${this.#target} ${significant(value)}`
  }
}

function isSlidable({ type, min, max }: Column): boolean {
  return type === 'number' && typeof min === 'number' && min !== max
}

function levelsOf({ levels }: Column): readonly Level[] {
  return Array.isArray(levels) ? (levels as Level[]) : []
}

/** The value a column starts at: its mean, or its commonest level. */
function opening(column: Column): number | string | null {
  const { type, mean } = column
  return type === 'number' && typeof mean === 'number'
    ? Number(mean.toPrecision(4))
    : (levelsOf(column)[0]?.[0] ?? null)
}

/** The largest standardised weight of the features a column became; the core names those of text `column = level`. */
function weightOf({ name }: Column, { names, standardizedCoefficients }: TrainingResult['model']): number {
  const weights = names?.map((feature, index) =>
    feature === name || feature.startsWith(`${name} = `) ? Math.abs(Number(standardizedCoefficients?.[index])) : 0,
  )
  return Math.max(0, ...(weights ?? []))
}
