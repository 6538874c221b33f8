/** All that the race is set by: transport, clock, view and parameters. */
import { radioSwitch, showChoice } from '../../control/choice.ts'
import { Transport } from '../../control/transport.ts'
import type { RaceState } from '../../state.ts'
import { viewChoices } from './choices.ts'
import { ClockSwitch } from './clock-switch.ts'
import { Parameters } from './parameters.ts'
import { sheet } from './sheet.ts'

export interface ControlEvents {
  readonly change: (part: Partial<RaceState>) => void
  /** Play or pause. */
  readonly toggle: () => void
  /** One update back or on. */
  readonly step: (by: -1 | 1) => void
}

export class Controls {
  readonly transport: Transport
  readonly parameters: Parameters
  readonly #root: HTMLElement
  readonly #clocks: ClockSwitch
  readonly #views: HTMLElement

  constructor(root: HTMLElement, rows: number, { change, toggle, step }: ControlEvents) {
    const find = <T extends HTMLElement>(id: string): T => root.querySelector<T>(`#${id}`)!
    this.#root = root
    this.transport = new Transport(root, {
      toggle,
      step,
      speed: (value) => change({ speed: value as RaceState['speed'] }),
    })
    this.#clocks = new ClockSwitch(find('clock-switch'), find('clock'), (clock) => change({ clock }))
    this.#views = find('view-switch')
    radioSwitch(this.#views, viewChoices, (view) => change({ view }))
    this.parameters = new Parameters(root, rows, change)
    sheet(find('parameters'), find('open-parameters'), find('close-parameters'))
  }

  show(state: RaceState): void {
    this.parameters.show(state)
    this.transport.speed = state.speed
    this.#clocks.show(state.clock)
    showChoice(this.#views, state.view)
    this.#root.dataset['view'] = state.view
  }
}
