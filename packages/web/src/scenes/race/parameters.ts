/** The parameters of the race: sliders on log axes, one rate or each its best, momentum, schedule, and numbers. */
import { radioSwitch, showChoice } from '../../control/choice.ts'
import { showSlider } from '../../control/slider.ts'
import { lastRateStop, nearestStop, rateAt, sizeStops, stopOfRate } from '../../control/stops.ts'
import { methodNames } from '../../method.ts'
import { counted, plain } from '../../number.ts'
import type { RaceState } from '../../state.ts'
import { rateChoices } from './choices.ts'
import { updatesAnEpoch } from './record.ts'
import type { Rates, Start } from './run.ts'
import { type ScheduleName, schedules } from './schedule.ts'

type NumberName = 'ep' | 'seed' | 'w' | 'b'

/** Momentum moves by hundredths. */
const momentumSteps = 100

export class Parameters {
  readonly #form: HTMLElement
  readonly #size: HTMLInputElement
  readonly #rate: HTMLInputElement
  readonly #momentum: HTMLInputElement
  readonly #schedule: HTMLSelectElement
  readonly #numbers: Readonly<Record<NumberName, HTMLInputElement>>
  readonly #change: (part: Partial<RaceState>) => void
  readonly #rows: number
  readonly #stops: readonly number[]
  readonly #rates: HTMLElement
  #state: RaceState | undefined
  #chosen = false

  constructor(root: HTMLElement, rows: number, change: (part: Partial<RaceState>) => void) {
    const find = <T extends HTMLElement>(id: string): T => root.querySelector<T>(`#${id}`)!
    this.#form = find('parameters')
    this.#size = find('mini-size')
    this.#rate = find('rate')
    this.#momentum = find('momentum')
    this.#schedule = find('schedule')
    this.#numbers = { ep: find('epochs'), seed: find('seed'), w: find('start-w'), b: find('start-b') }
    this.#change = change
    this.#rows = rows
    this.#stops = sizeStops(rows)
    Object.assign(this.#size, { min: '0', max: String(this.#stops.length - 1) })
    Object.assign(this.#rate, { min: '0', max: String(lastRateStop) })
    Object.assign(this.#momentum, { min: '0', max: String(momentumSteps - 1) })
    this.#schedule.innerHTML = Object.entries(schedules)
      .map(([name, { title }]) => `<option value="${name}">${title}</option>`)
      .join('')
    this.#form.addEventListener('submit', (event) => event.preventDefault())
    this.#size.addEventListener('input', () => change({ m: this.#stops[this.#size.valueAsNumber] }))
    this.#rate.addEventListener('input', () => change({ lr: rateAt(this.#rate.valueAsNumber) }))
    this.#momentum.addEventListener('input', () => change({ mom: this.#momentum.valueAsNumber / momentumSteps }))
    this.#schedule.addEventListener('change', () => change({ sch: this.#schedule.value as ScheduleName }))
    for (const [key, input] of Object.entries(this.#numbers)) {
      input.addEventListener('change', () => {
        if (input.reportValidity()) change({ [key]: input.valueAsNumber })
      })
    }
    this.#rates = find('rates')
    radioSwitch(this.#rates, rateChoices, (rate) => {
      this.#chosen = true
      delete this.#rates.dataset['pointed']
      change({ rate })
    })
  }

  /** One stop of the batch size on or back, as its keys do. */
  stepSize(by: -1 | 1): void {
    const { m } = this.#state!
    const next = by < 0 ? this.#stops.findLast((stop) => stop < m) : this.#stops.find((stop) => stop > m)
    if (next !== undefined) this.#change({ m: next })
  }

  /** One stop of the learning rate on or back; where each has its best there is nothing to move. */
  stepRate(by: -1 | 1): void {
    const { lr, rate } = this.#state!
    const stop = stopOfRate(lr) + by
    if (rate === 'one' && stop >= 0 && stop <= lastRateStop) this.#change({ lr: rateAt(stop) })
  }

  /** Shows a state; a size between two stops stands at the nearer one, its value is written in full. */
  show(state: RaceState): void {
    this.#state = state
    const { m, lr, mom, sch, ep, seed, rate } = state
    const updates = counted(updatesAnEpoch({ rows: this.#rows, batchSize: m }), 'update')
    const rows = counted(m, 'row')
    showSlider(this.#size, { stop: nearestStop(this.#stops, m), spoken: `${rows}, ${updates} an epoch`, written: rows })
    showSlider(this.#rate, { stop: stopOfRate(lr), spoken: plain(lr), written: plain(lr) })
    showSlider(this.#momentum, { stop: Math.round(mom * momentumSteps), spoken: plain(mom), written: plain(mom) })
    this.#schedule.value = sch
    this.#schedule.title = schedules[sch].does
    this.#write({ ep, seed })
    showChoice(this.#rates, rate)
    this.#rate.closest<HTMLElement>('.field-control')!.dataset['rates'] = rate
    this.#rate.disabled = rate === 'best'
  }

  /** Points at the other way to set the rates, until one was chosen. */
  pointOut(): void {
    if (this.#state?.rate === 'one' && !this.#chosen) this.#rates.dataset['pointed'] = ''
  }

  /** Where the race in front started, and with which rates. */
  describe({ w, b }: Start, rates: Rates): void {
    this.#write({ w: Number(w.toFixed(4)), b: Number(b.toFixed(4)) })
    const each = methodNames.map((name) => `<b class="is-${name}">${plain(rates[name])}</b>`).join(' · ')
    this.#form.querySelector('#rates-found')!.innerHTML = `${each} <span>found here</span>`
  }
  /** Writes numbers into their fields, except into the one that is being typed into. */
  #write(values: Partial<Record<NumberName, number>>): void {
    for (const [key, value] of Object.entries(values) as [NumberName, number][]) {
      const input = this.#numbers[key]
      if (input !== document.activeElement) input.value = String(value)
    }
  }
}
