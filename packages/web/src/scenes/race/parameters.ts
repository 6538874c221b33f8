/** The parameters of the race: sliders on log axes, numbers, and which method is in front. */
import { showSlider } from '../../control/slider.ts'
import { lastRateStop, nearestStop, rateAt, sizeStops, stopOfRate } from '../../control/stops.ts'
import { counted, plain } from '../../number.ts'
import type { RaceState } from '../../state.ts'
import { methodNames, methods } from '../../method.ts'
import { updatesAnEpoch } from './record.ts'

export class Parameters {
  readonly #form: HTMLElement
  readonly #size: HTMLInputElement
  readonly #rate: HTMLInputElement
  readonly #epochs: HTMLInputElement
  readonly #seed: HTMLInputElement
  #stops: number[] = [1]
  #rows = 1

  constructor(root: HTMLElement, change: (part: Partial<RaceState>) => void) {
    const find = <T extends HTMLElement>(id: string): T => root.querySelector<T>(`#${id}`)!
    this.#form = find('parameters')
    this.#size = find('mini-size')
    this.#rate = find('rate')
    this.#epochs = find('epochs')
    this.#seed = find('seed')
    this.#rate.min = '0'
    this.#rate.max = String(lastRateStop)
    this.#form.addEventListener('submit', (event) => event.preventDefault())
    this.#size.addEventListener('input', () => change({ m: this.#stops[this.#size.valueAsNumber] ?? 1 }))
    this.#rate.addEventListener('input', () => change({ lr: rateAt(this.#rate.valueAsNumber) }))
    for (const [input, key] of [
      [this.#epochs, 'ep'],
      [this.#seed, 'seed'],
    ] as const) {
      input.addEventListener('change', () => {
        if (input.reportValidity()) change({ [key]: input.valueAsNumber })
      })
    }
    const choices = [['all', 'All'], ...methodNames.map((name) => [name, methods[name].title])]
    find('show').innerHTML += choices
      .map(([value, text]) => `<label><input type="radio" name="show" value="${value}" />${text}</label>`)
      .join('')
    find('show').addEventListener('change', (event) =>
      change({ show: (event.target as HTMLInputElement).value as RaceState['show'] }),
    )
    this.#sheet(find('open-parameters'), find('close-parameters'))
  }

  /** On a phone the parameters are a sheet over the page. */
  #sheet(open: HTMLElement, close: HTMLElement): void {
    const show = (shown: boolean): void => {
      this.#form.classList.toggle('is-open', shown)
      open.setAttribute('aria-expanded', String(shown))
      ;(shown ? this.#size : open).focus()
    }
    open.addEventListener('click', () => show(true))
    close.addEventListener('click', () => show(false))
    this.#form.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.#form.classList.contains('is-open')) show(false)
    })
  }

  set rows(rows: number) {
    this.#rows = rows
    this.#stops = sizeStops(rows)
    this.#size.min = '0'
    this.#size.max = String(this.#stops.length - 1)
  }

  /** Shows a state; a size between two stops stands at the nearer one, its value is written in full. */
  show({ m, lr, ep, seed, show }: RaceState): void {
    const updates = counted(updatesAnEpoch({ rows: this.#rows, batchSize: m }), 'update')
    const rows = counted(m, 'row')
    showSlider(this.#size, { stop: nearestStop(this.#stops, m), spoken: `${rows}, ${updates} an epoch`, written: rows })
    showSlider(this.#rate, { stop: stopOfRate(lr), spoken: plain(lr), written: plain(lr) })
    this.#epochs.value = String(ep)
    this.#seed.value = String(seed)
    const chosen = this.#form.querySelector<HTMLInputElement>(`input[name=show][value=${show}]`)
    if (chosen) chosen.checked = true
  }
}
