/** The parameters of Fit. A batch size wears the colour of its method; what is no number of layers is told beside the field. */
import { fill } from '../../control/select.ts'
import { showSlider } from '../../control/slider.ts'
import { lastRateStop, nearestStop, rateAt, sizeStops, stopOfRate } from '../../control/stops.ts'
import { activationNames, optimizerNames, optimizerTitles } from '../../engine.ts'
import { methodOf } from '../../method.ts'
import { counted, plain } from '../../number.ts'
import { type FitState, mostEpochs, mostLayers, mostUnits } from '../../state.ts'
import { type Recipe, writeLayers } from './example.ts'

type Change = (part: Partial<FitState>) => void

export class Controls {
  readonly #size: HTMLInputElement
  readonly #rate: HTMLInputElement
  readonly #optimizer: HTMLSelectElement
  readonly #layers: HTMLInputElement
  readonly #activation: HTMLSelectElement
  readonly #epochs: HTMLInputElement
  readonly #seed: HTMLInputElement
  #stops: readonly number[] = [1]
  readonly #change: Change

  constructor(root: HTMLElement, change: Change) {
    const find = <T extends HTMLElement>(id: string): T => root.querySelector<T>(`#fit-${id}`)!
    this.#change = change
    this.#size = find('size')
    this.#rate = find('rate')
    this.#optimizer = find('optimizer')
    this.#layers = find('layers')
    this.#activation = find('activation')
    this.#epochs = find('epochs')
    this.#seed = find('seed')
    this.#rate.max = String(lastRateStop)
    this.#epochs.max = String(mostEpochs)
    this.#size.form!.addEventListener('submit', (event) => event.preventDefault())
    this.#size.addEventListener('input', () => change({ m: this.#stops[this.#size.valueAsNumber] }))
    this.#rate.addEventListener('input', () => change({ lr: rateAt(this.#rate.valueAsNumber) }))
    this.#optimizer.addEventListener('change', () => change({ opt: this.#optimizer.value as FitState['opt'] }))
    this.#activation.addEventListener('change', () => change({ act: this.#activation.value as FitState['act'] }))
    this.#layers.addEventListener('input', () => this.#layers.setCustomValidity(''))
    this.#layers.addEventListener('change', () => this.#takeLayers())
    for (const [input, key] of [
      [this.#epochs, 'ep'],
      [this.#seed, 'seed'],
    ] as const) {
      input.addEventListener('change', () => {
        if (input.reportValidity()) change({ [key]: input.valueAsNumber })
      })
    }
  }

  #takeLayers(): void {
    const units = this.#layers.value.split(/[\s,-]+/).filter((part) => part !== '' && part !== 'none')
    const fits = units.length <= mostLayers && units.every((part) => /^\d+$/.test(part) && Number(part) >= 1 && Number(part) <= mostUnits)
    this.#layers.setCustomValidity(fits ? '' : `Up to ${mostLayers} layers of 1 to ${mostUnits} units, such as 24, 24; empty for none.`)
    if (this.#layers.reportValidity()) this.#change({ hid: writeLayers(units.map(Number)) })
  }

  /** One stop of the batch sizes up or down. */
  stepSize(direction: -1 | 1): void {
    this.#step(this.#size, direction)
  }

  /** One stop of the learning rates up or down. */
  stepRate(direction: -1 | 1): void {
    this.#step(this.#rate, direction)
  }

  #step(slider: HTMLInputElement, direction: -1 | 1): void {
    if (direction === 1) slider.stepUp()
    else slider.stepDown()
    slider.dispatchEvent(new Event('input'))
  }

  /** Shows what a run is made of; `rows` are those it learns from. */
  show(recipe: Recipe, rows: number): void {
    this.#stops = sizeStops(rows)
    this.#size.max = String(this.#stops.length - 1)
    const size = Math.min(recipe.batchSize, rows)
    const updates = counted(Math.ceil(rows / size), 'update')
    const written = size === rows ? `all ${counted(rows, 'row')}` : counted(size, 'row')
    showSlider(this.#size, { stop: nearestStop(this.#stops, size), spoken: `${written}, ${updates} an epoch`, written })
    this.#size.closest<HTMLElement>('.field-control')!.dataset['method'] = methodOf(size, rows)
    showSlider(this.#rate, { stop: stopOfRate(recipe.learningRate), spoken: plain(recipe.learningRate), written: plain(recipe.learningRate) })
    fill(this.#optimizer, optimizerNames.map((name) => [name, optimizerTitles[name]]), recipe.optimizer)
    fill(this.#activation, activationNames.map((name) => [name, name]), recipe.activation)
    this.#activation.disabled = recipe.hidden.length === 0
    if (document.activeElement !== this.#layers || this.#layers.validity.valid) this.#layers.value = recipe.hidden.join(', ') || 'none'
    this.#epochs.value = String(recipe.epochs)
    this.#seed.value = String(recipe.seed)
  }
}
