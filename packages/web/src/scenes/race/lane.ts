/** A lane: one method's updates, loss, speed, its field of rows and its compass. */
import { methods, markerSvg, type MethodName } from '../../method.ts'
import { counted, perSecond, significant, whole } from '../../number.ts'
import type { Palette } from '../../palette.ts'
import type { NoisyBearing } from './bearing.ts'
import { Compass } from './compass.ts'
import { Field } from './field.ts'
import { lastBatch, rowsAfter, updatesAnEpoch, type RunRecord } from './record.ts'

export interface LaneMoment {
  readonly record: RunRecord
  /** Rows of each epoch in the order they are read, joined. */
  readonly order: Uint32Array
  /** Rows read so far. */
  readonly rowsRead: number
  readonly update: number
  readonly loss: number
}

/** Alone in front, behind the one that is, or one of three. */
export type LaneStanding = 'alone' | 'faded' | 'together'

/** A lane before its race, for the first paint too. */
export function laneHtml(name: MethodName): string {
  const method = methods[name]
  return `<article class="lane" data-method="${name}" aria-label="${method.title}">
      <div class="lane-text">
        <h2 class="is-${name}"><button class="lane-choice" type="button" aria-pressed="false" title="Show ${method.word} alone">${markerSvg(method.marker)}${method.title}</button></h2>
        <p class="lane-size"></p>
        <p class="lane-updates"><b>0</b> <span>updates</span></p>
        <p class="lane-loss">loss <b>–</b></p>
        <p class="lane-rate"></p>
      </div>
      <figure class="lane-field"><figcaption></figcaption></figure>
      <figure class="lane-compass"><figcaption></figcaption></figure>
    </article>`
}

export class Lane {
  readonly element: HTMLElement
  readonly #field: Field
  readonly #compass: Compass
  readonly #choice: HTMLButtonElement
  readonly #text: Record<'size' | 'updates' | 'noun' | 'loss' | 'rate' | 'field' | 'compass', HTMLElement>

  constructor(parent: HTMLElement, name: MethodName, palette: Palette, redraw: () => void) {
    const there = parent.querySelector<HTMLElement>(`[data-method=${name}]`)
    if (!there) parent.insertAdjacentHTML('beforeend', laneHtml(name))
    this.element = there ?? (parent.lastElementChild as HTMLElement)
    const find = (selector: string): HTMLElement => this.element.querySelector<HTMLElement>(selector)!
    this.#text = {
      size: find('.lane-size'),
      updates: find('.lane-updates b'),
      noun: find('.lane-updates span'),
      loss: find('.lane-loss b'),
      rate: find('.lane-rate'),
      field: find('.lane-field figcaption'),
      compass: find('.lane-compass figcaption'),
    }
    this.#choice = find('.lane-choice') as HTMLButtonElement
    this.#field = new Field(find('.lane-field'), name, palette, redraw)
    this.#compass = new Compass(find('.lane-compass'), name, palette, redraw)
    for (const { canvas } of [this.#field, this.#compass]) canvas.parentElement?.prepend(canvas)
  }

  set palette(palette: Palette) {
    this.#field.palette = palette
    this.#compass.palette = palette
  }

  onPress(press: () => void): void {
    this.#choice.addEventListener('click', press)
  }

  /** What does not change during a run. */
  describe({ rows, batchSize }: RunRecord): void {
    const each = updatesAnEpoch({ rows, batchSize })
    this.#text.size.textContent =
      batchSize === rows && rows > 1 ? `all ${whole(rows)} rows an update` : `${counted(batchSize, 'row')} an update`
    const dot = Field.rowsADot(rows)
    this.#text.field.textContent = `${counted(each, 'update')} an epoch${dot > 1 ? `, a dot is ${dot} rows` : ''}`
  }

  /** How fast it is, from the measured seconds an update takes; nothing while that is not known. */
  set rate(secondsAnUpdate: number | undefined) {
    this.#text.rate.textContent = secondsAnUpdate ? `${perSecond(1 / secondsAnUpdate)} updates/s` : ''
  }

  draw({ record, order, rowsRead, update, loss }: LaneMoment): void {
    this.#text.updates.textContent = whole(update)
    this.#text.noun.textContent = update === 1 ? 'update' : 'updates'
    this.#text.loss.textContent = significant(loss)
    const [from, to] = lastBatch(record, update)
    const pending = update < record.updates ? order.subarray(rowsAfter(record, update), rowsRead) : new Uint32Array()
    this.#field.draw(record.rows, order.subarray(from, to), pending)
  }

  /** Shows which way batches point, and says how noisy that is. */
  bear({ bearing, noise, slope }: NoisyBearing): void {
    this.#compass.draw(bearing)
    const ratio = slope > 0 ? noise / slope : Number.POSITIVE_INFINITY
    this.#text.compass.textContent =
      noise === 0 ? 'no noise' : ratio > 10 ? 'noise > 10 × slope' : `noise ${ratio.toFixed(1)} × slope`
  }

  set standing(standing: LaneStanding) {
    this.element.classList.toggle('is-faded', standing === 'faded')
    this.#choice.setAttribute('aria-pressed', String(standing === 'alone'))
  }
}
