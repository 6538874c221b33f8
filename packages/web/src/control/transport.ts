/** Play, pause, one step back or on, and speed: the buttons under what is replayed. */
export type Speed = number | 'all'

/** What is replayed, as far as its buttons show it. */
export interface Replay {
  readonly playing: boolean
  readonly finished: boolean
}

const icons = {
  play: '<path d="M4 2.5v11l9.5-5.5z" fill="currentColor" stroke="none" />',
  pause: '<path d="M3.5 3H6.500v10h-3zM9.500 3h3v10h-3z" fill="currentColor" stroke="none" />',
  again:
    '<path d="M3 3v3.500h3.500M3.400 6.300a5.500 5.500 0 1 1-.4 3" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" />',
}

const speeds: readonly [value: string, text: string][] = [
  ['0.125', '⅛×'],
  ['0.25', '¼×'],
  ['0.5', '½×'],
  ['1', '1×'],
  ['4', '4×'],
  ['all', 'all at once'],
]

export interface TransportActions {
  readonly toggle: () => void
  /** −1: one back, 1: one on. */
  readonly step: (direction: -1 | 1) => void
  readonly speed: (value: string) => void
}

export class Transport {
  readonly #play: HTMLButtonElement
  readonly #buttons: HTMLButtonElement[]
  readonly #speed: HTMLSelectElement
  #shown = ''

  constructor(root: HTMLElement, { toggle, step, speed }: TransportActions) {
    const find = <T extends HTMLElement>(selector: string): T => root.querySelector<T>(selector)!
    this.#play = find('.play')
    const [back, on] = [find<HTMLButtonElement>('.back'), find<HTMLButtonElement>('.on')]
    this.#buttons = [this.#play, back, on]
    this.#speed = find('.speed select')
    this.#speed.innerHTML = speeds.map(([value, text]) => `<option value="${value}">${text}</option>`).join('')
    this.#play.addEventListener('click', toggle)
    back.addEventListener('click', () => step(-1))
    on.addEventListener('click', () => step(1))
    this.#speed.addEventListener('change', () => speed(this.#speed.value))
    if (this.#play.childElementCount === 0) this.#label('play', 'Play')
  }

  set ready(ready: boolean) {
    for (const button of this.#buttons) button.disabled = !ready
  }

  set speed(value: string) {
    this.#speed.value = value
  }

  draw({ playing, finished }: Replay): void {
    if (playing) this.#label('pause', 'Pause')
    else if (finished) this.#label('again', 'Run again')
    else this.#label('play', 'Play')
  }

  #label(icon: keyof typeof icons, text: string): void {
    if (this.#shown === text) return
    this.#shown = text
    this.#play.innerHTML = playHtml(icon, text)
    this.#play.setAttribute('aria-label', text)
  }
}

/** What stands on the button. */
export function playHtml(icon: keyof typeof icons, text: string): string {
  return `<svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">${icons[icon]}</svg><span>${text}</span>`
}

export function readSpeed(value: string): Speed {
  return value === 'all' ? 'all' : Number(value)
}
