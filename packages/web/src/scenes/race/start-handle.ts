/** The start on the map: dragged by pointer, moved by arrow keys. It gives way only when it is let go. */
import { fixed } from '../../number.ts'
import type { Scale } from '../../scale.ts'
import type { Start } from './run.ts'

export interface StartEvents {
  /** It was taken: the map is to stand still. */
  readonly take: () => void
  /** It is at another place, still held. */
  readonly move: (start: Start) => void
  /** It was let go there, or where it was before. */
  readonly drop: (start: Start | undefined) => void
  /** It was moved from where it was last by so much. */
  readonly nudge: (by: Start) => void
  /** Enter. */
  readonly run: () => void
}

/** What an arrow key moves it by. */
const step = 0.1
const arrows: Readonly<Record<string, Start>> = {
  ArrowLeft: { w: -step, b: 0 },
  ArrowRight: { w: step, b: 0 },
  ArrowUp: { w: 0, b: step },
  ArrowDown: { w: 0, b: -step },
}

export class StartHandle {
  readonly #button: HTMLElement
  readonly #events: StartEvents
  #scales: { readonly x: Scale; readonly y: Scale } | undefined
  #start: Start = { w: 0, b: 0 }

  constructor(button: HTMLElement, events: StartEvents) {
    this.#button = button
    this.#events = events
    button.addEventListener('pointerdown', (event) => this.#take(event))
    button.addEventListener('keydown', (event) => this.#press(event))
  }

  /** Stands where the start of the race is. */
  show(start: Start, scales: { readonly x: Scale; readonly y: Scale }): void {
    this.#start = start
    this.#scales = scales
    this.#button.hidden = false
    this.#button.style.translate = `${scales.x.at(start.w)}px ${scales.y.at(start.b)}px`
    this.#button.setAttribute('aria-label', `Start at slope ${fixed(start.w, 2)}, intercept ${fixed(start.b, 2)}`)
  }

  #take(event: PointerEvent): void {
    if (event.button !== 0 || !this.#scales) return
    const { x, y } = this.#scales
    const [left, top] = [event.clientX - x.at(this.#start.w), event.clientY - y.at(this.#start.b)]
    const at = ({ clientX, clientY }: PointerEvent): Start => ({
      w: rounded(clamped(x.invert(clientX - left), x.from)),
      b: rounded(clamped(y.invert(clientY - top), y.from)),
    })
    let place: Start | undefined
    const move = (moved: PointerEvent): void => {
      place = at(moved)
      this.#events.move(place)
    }
    const drop = ({ type }: PointerEvent): void => {
      this.#button.removeEventListener('pointermove', move)
      this.#events.drop(type === 'pointerup' ? place : undefined)
    }
    this.#button.setPointerCapture(event.pointerId)
    this.#button.addEventListener('pointermove', move)
    this.#button.addEventListener('pointerup', drop, { once: true })
    this.#button.addEventListener('pointercancel', drop, { once: true })
    this.#events.take()
  }

  #press(event: KeyboardEvent): void {
    const arrow = arrows[event.key]
    if (arrow) this.#events.nudge(arrow)
    else if (event.key === 'Enter') this.#events.run()
    else return
    event.preventDefault()
  }
}

/** Two digits after the point: no finer place can be pointed at, and links stay short. */
export function rounded(value: number): number {
  return Number(value.toFixed(2))
}

function clamped(value: number, [low, high]: readonly [number, number]): number {
  return Math.min(high, Math.max(low, value))
}
