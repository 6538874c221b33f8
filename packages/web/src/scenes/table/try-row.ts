/** Try a row: the columns that matter most, a slider or a choice each; the model answers at once. */
import type { ColumnDescription, Row, TableDescription } from 'minibatch'
import { element } from '../../element.ts'
import { plain, significant, whole } from '../../number.ts'
import type { ColumnImportance } from './importance.ts'
import type { ClassOutcome, TellingRow } from './outcome.ts'
import { drawProbabilities } from './probabilities.ts'
import type { RowAnswer, TrainingResult } from './training.ts'

/** Columns with a control. */
const most = 7
const sliderSteps = 200
/** Width of the longest bar, in px. */
const barWidth = 54

export interface TriedModel {
  readonly description: TableDescription
  readonly result: TrainingResult
  readonly importance: readonly ColumnImportance[]
}

export interface TryRowOptions {
  readonly root: HTMLElement
  readonly predict: (row: Row) => Promise<RowAnswer>
  readonly rowAt: (place: number) => Promise<Row>
  /** Says what the model made of a row that was changed by hand. */
  readonly announce: (sentence: string) => void
}

export class TryRow {
  readonly #root: HTMLElement
  readonly #options: TryRowOptions
  #row: Record<string, Row[string]> = {}
  #model: TriedModel | undefined
  #asked = 0

  constructor(options: TryRowOptions) {
    this.#root = options.root
    this.#options = options
  }

  /** Takes a model, and starts at the row that it is worst at. */
  async show(model: TriedModel): Promise<void> {
    this.#model = model
    const { outcome } = model.result
    const isMiss = outcome.task === 'classification' && outcome.right < outcome.rows
    const only = isMiss && outcome.rows - outcome.right === 1
    await this.open(outcome.telling, outcome.task === 'regression' ? 'the largest error' : only ? 'the miss' : isMiss ? 'the worst miss' : 'the least sure')
  }

  /** Fills the form with a row the model was judged by. */
  async open({ row, place }: TellingRow, why: string): Promise<void> {
    const model = this.#model
    if (!model) return
    this.#row = { ...(await this.#options.rowAt(place)) }
    this.#root.querySelector('.try-filled')!.textContent = `filled with row ${whole(row)}, ${why}`
    const columns = new Map(model.description.columns.map((column) => [column.name, column]))
    const ranked = model.importance.flatMap(({ name, added }) => {
      const column = columns.get(name)
      return column && (isSlidable(column) || levelsOf(column, this.#row[name]).length > 1) ? [{ column, added }] : []
    })
    const shown = ranked.slice(0, most)
    const largest = Math.max(...shown.map(({ added }) => added), Number.MIN_VALUE)
    const body = element('tbody')
    body.append(...shown.map(({ column, added }) => this.#line(column, added, largest)))
    this.#root.querySelector('.try tbody')!.replaceWith(body)
    const left = model.importance.length - shown.length
    this.#root.querySelector('.try-rest')!.textContent =
      `${left > 0 ? `And ${whole(left)} more. ` : ''}Matters: loss added by shuffling the column.`
    await this.#answer()
  }

  #line(column: ColumnDescription, added: number, largest: number): HTMLTableRowElement {
    const bar = element('span', { className: 'bar', title: `${significant(added)} loss added` })
    bar.style.width = `${Math.max(2, Math.round((Math.max(0, added) / largest) * barWidth))}px`
    return element(
      'tr',
      {},
      element('th', { scope: 'row', title: column.name, textContent: column.name }),
      element('td', {}, bar, element('span', { className: 'visually-hidden', textContent: significant(added) })),
      ...(isSlidable(column) ? this.#slider(column) : [this.#choice(column)]),
    )
  }

  #choice(column: ColumnDescription): HTMLTableCellElement {
    const own = this.#row[column.name]
    const select = element('select')
    select.setAttribute('aria-label', column.name)
    select.append(...levelsOf(column, own).map((level) => new Option(level ?? 'missing', level ?? '', false, level === (own ?? null))))
    select.addEventListener('change', () => {
      this.#row[column.name] = select.value === '' ? null : select.value
      void this.#answer(true)
    })
    return element('td', { colSpan: 2 }, select)
  }

  #slider({ name, min, max }: ColumnDescription): HTMLTableCellElement[] {
    const [low, high] = [Number(min), Number(max)]
    const slider = element('input', { type: 'range', min: '0', max: String(sliderSteps), step: '1' })
    const field = element('input', { type: 'number', step: 'any', placeholder: 'missing' })
    slider.setAttribute('aria-label', name)
    field.setAttribute('aria-label', `${name}, value`)
    const set = (value: number | null, from?: HTMLInputElement): void => {
      this.#row[name] = value
      const share = value === null ? 0.5 : Math.min(1, Math.max(0, (value - low) / (high - low)))
      slider.style.setProperty('--at', `${share * 100}%`)
      slider.setAttribute('aria-valuetext', value === null ? 'missing' : plain(value))
      if (from !== slider) slider.value = String(Math.round(share * sliderSteps))
      if (from !== field) field.value = value === null ? '' : String(value)
    }
    const own = this.#row[name]
    set(typeof own === 'number' ? own : null)
    slider.addEventListener('input', () => {
      set(Number((low + ((high - low) * slider.valueAsNumber) / sliderSteps).toPrecision(4)), slider)
      void this.#answer(true)
    })
    field.addEventListener('input', () => {
      if (field.validity.badInput) return
      set(field.value === '' ? null : field.valueAsNumber, field)
      void this.#answer(true)
    })
    return [element('td', {}, slider), element('td', { className: 'value' }, field)]
  }

  async #answer(byHand = false): Promise<void> {
    const { result } = this.#model!
    const asked = ++this.#asked
    const { value: number, probabilities } = await this.#options.predict({ ...this.#row })
    if (asked !== this.#asked) return
    const [value, list] = [this.#root.querySelector<HTMLElement>('.try-value')!, this.#root.querySelector<HTMLElement>('.probabilities')!]
    value.hidden = number === undefined
    list.hidden = probabilities === undefined
    const said = number === undefined ? this.#drawClasses(list, probabilities!) : significant(number)
    if (number !== undefined) value.textContent = `${result.recipe.target} ${said}`
    if (byHand) this.#options.announce(`Your row: ${said}.`)
  }

  /** Gives the likeliest class in words. */
  #drawClasses(list: HTMLElement, probabilities: readonly number[]): string {
    const { classes } = this.#model!.result.outcome as ClassOutcome
    drawProbabilities(list, classes, probabilities)
    const best = probabilities.indexOf(Math.max(...probabilities))
    return `${classes[best]}, ${Math.round(100 * probabilities[best])} percent`
  }
}

function isSlidable({ type, min, max }: ColumnDescription): boolean {
  return type === 'number' && typeof min === 'number' && min !== max
}

/** The commonest levels, the row's own among them, and none at all where cells are missing. */
function levelsOf({ levels = [], missing, type }: ColumnDescription, own: Row[string]): readonly (string | null)[] {
  const known: (string | null)[] = levels.map(([level]) => level)
  const text = typeof own === 'string' ? own : null
  if (text !== null && !known.includes(text)) known.unshift(text)
  return type === 'text' && (missing > 0 || own === null) ? [...known, null] : known
}
