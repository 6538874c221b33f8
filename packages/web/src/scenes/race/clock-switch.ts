/** The switch between the three clocks: on a phone it chooses the chart that is shown. */
import { clockNames, clocks, type ClockName } from './clock.ts'

export function clockSwitch(element: HTMLElement, choose: (clock: ClockName) => void): void {
  for (const name of clockNames) {
    const label = document.createElement('label')
    const input = document.createElement('input')
    Object.assign(input, { type: 'radio', name: 'clock', value: name })
    input.addEventListener('change', () => choose(name))
    label.append(input, clocks[name].chosen)
    element.append(label)
  }
}
