/** The choice of the clock: a list beside the speed, and on a phone buttons over the one chart that is shown. */
import { radioSwitch, showChoice } from '../../control/choice.ts'
import { clockChoices, type ClockName } from './clock.ts'

export class ClockSwitch {
  readonly #buttons: HTMLElement
  readonly #list: HTMLSelectElement

  constructor(buttons: HTMLElement, list: HTMLSelectElement, choose: (clock: ClockName) => void) {
    this.#buttons = buttons
    this.#list = list
    radioSwitch(buttons, clockChoices, choose)
    list.innerHTML = clockChoices.map(([name, text]) => `<option value="${name}">${text}</option>`).join('')
    list.addEventListener('change', () => choose(list.value as ClockName))
  }

  show(clock: ClockName): void {
    this.#list.value = clock
    showChoice(this.#buttons, clock)
  }
}
