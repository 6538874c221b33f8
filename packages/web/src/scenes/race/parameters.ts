/** The parameters of the race: sliders on log axes, numbers, and which method is in front. */
import { counted, plain } from '../../number.ts'
import type { RaceState } from '../../state.ts'
import { methodNames, methods } from '../../method.ts'
import { updatesAnEpoch } from './record.ts'

/** Batch sizes the slider stops at: 1 2 4 … , 100 and n. */
export function sizeStops(rows: number): number[] {
  const stops = new Set([rows])
  if (rows > 100) stops.add(100)
  for (let size = 1; size < rows; size *= 2) stops.add(size)
  return [...stops].toSorted((a, b) => a - b)
}

/** Learning rates of the slider: 10⁻⁴ … 1, twelve a decade. */
const ratesADecade = 12
const rateDecades = 4

export function rateAt(stop: number): number {
  return Number((10 ** (stop / ratesADecade - rateDecades)).toPrecision(2))
}

export function stopOfRate(rate: number): number {
  return Math.round((Math.log10(rate) + rateDecades) * ratesADecade)
}

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
    this.#rate.max = String(ratesADecade * rateDecades)
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
    const nearest = this.#stops.reduce(
      (best, stop, index) => (Math.abs(Math.log(stop / m)) < Math.abs(Math.log(this.#stops[best] / m)) ? index : best),
      0,
    )
    const updates = counted(updatesAnEpoch({ rows: this.#rows, batchSize: m }), 'update')
    this.#slide(this.#size, nearest, `${counted(m, 'row')}, ${updates} an epoch`, counted(m, 'row'))
    this.#slide(this.#rate, stopOfRate(lr), plain(lr), plain(lr))
    this.#epochs.value = String(ep)
    this.#seed.value = String(seed)
    const chosen = this.#form.querySelector<HTMLInputElement>(`input[name=show][value=${show}]`)
    if (chosen) chosen.checked = true
  }

  #slide(input: HTMLInputElement, value: number, spoken: string, written: string): void {
    input.value = String(value)
    input.setAttribute('aria-valuetext', spoken)
    const share = (value - Number(input.min)) / Math.max(1, Number(input.max) - Number(input.min))
    input.style.setProperty('--at', `${share * 100}%`)
    const output = this.#form.querySelector(`output[for=${input.id}]`)
    if (output) output.textContent = written
  }
}
