/** Draw a digit: the pad, what the network sees of it, and what it says; asked anew at every change, one question at a time. */
import type { Palette } from '../../../palette.ts'
import { drawCells } from './cells.ts'
import { Pad } from './pad.ts'
import { cellsOf, noCells } from './seen.ts'
import type { Stroke } from './stroke.ts'

export interface DigitsEvents {
  /** Probability of each digit. */
  readonly read: (cells: readonly number[]) => Promise<readonly number[]>
  readonly say: (sentence: string) => void
  /** The last answer is shown. */
  readonly settled: () => void
}

export class DigitsPart {
  readonly #root: HTMLElement
  readonly #events: DigitsEvents
  readonly #pad: Pad
  readonly #seen: HTMLCanvasElement
  readonly #bars: HTMLElement[]
  #palette: Palette
  #cells = noCells
  #gallery: readonly (readonly number[])[] = []
  #asking = false
  #stale = false

  constructor(root: HTMLElement, palette: Palette, events: DigitsEvents) {
    this.#root = root
    this.#events = events
    this.#palette = palette
    this.#seen = root.querySelector('#fit-seen')!
    this.#pad = new Pad(root.querySelector('#fit-pad')!, palette, { changed: (strokes) => this.#take(strokes), say: events.say })
    root.querySelector('#fit-clear')!.addEventListener('click', () => this.#pad.clear())
    root.querySelector('#fit-undo')!.addEventListener('click', () => this.#pad.undo())
    const bars = root.querySelector('#fit-bars')!
    this.#bars = Array.from({ length: 10 }, (_, digit) => {
      const bar = document.createElement('li')
      bar.innerHTML = `<span class="digit">${digit}</span><span class="bar" aria-hidden="true"></span><span class="share">–</span>`
      return bar
    })
    bars.append(...this.#bars)
    new ResizeObserver(() => this.#paint()).observe(this.#seen)
    this.#answer(undefined)
  }

  set palette(palette: Palette) {
    this.#palette = palette
    this.#pad.palette = palette
    this.#paint()
  }

  /** Whether an answer is still to come. */
  get busy(): boolean {
    return this.#asking
  }

  /** Shows a row of each digit from the data. */
  showGallery(rows: readonly (readonly number[])[]): void {
    this.#gallery = rows
    this.#root.querySelector('#fit-gallery')!.replaceChildren(
      ...rows.map(() => {
        const canvas = document.createElement('canvas')
        canvas.setAttribute('aria-hidden', 'true')
        return canvas
      }),
    )
    this.#paint()
  }

  /** Asks again about the drawing: the network is another, or the epoch. */
  async ask(): Promise<void> {
    this.#stale = true
    if (this.#asking) return
    this.#asking = true
    try {
      while (this.#stale) {
        this.#stale = false
        const cells = this.#cells
        const shares = this.#pad.isEmpty ? undefined : await this.#events.read(cells)
        if (cells === this.#cells) this.#answer(shares)
      }
    } catch {
      this.#answer(undefined) // the scene has said what became of the worker
    } finally {
      this.#asking = false
      this.#events.settled()
    }
  }

  #take(strokes: readonly Stroke[]): void {
    this.#cells = cellsOf(strokes, 1)
    this.#paint()
    for (const id of ['fit-clear', 'fit-undo']) this.#root.querySelector<HTMLButtonElement>(`#${id}`)!.disabled = strokes.length === 0
    void this.ask()
  }

  #paint(): void {
    drawCells(this.#seen, this.#cells, this.#palette, 1)
    this.#seen.dataset['cells'] = this.#cells.join(' ')
    this.#root.querySelectorAll<HTMLCanvasElement>('#fit-gallery canvas').forEach((canvas, digit) => drawCells(canvas, this.#gallery[digit], this.#palette, 0))
  }

  /** Shows the shares; none while nothing is drawn. */
  #answer(shares: readonly number[] | undefined): void {
    const best = shares ? shares.indexOf(Math.max(...shares)) : -1
    this.#bars.forEach((bar, digit) => {
      const share = shares?.[digit]
      bar.classList.toggle('is-best', digit === best)
      bar.querySelector<HTMLElement>('.bar')!.style.setProperty('--share', String(share ?? 0))
      bar.querySelector('.share')!.textContent = share === undefined ? '–' : `${(100 * share).toFixed(1)} %`
    })
    const said = this.#root.querySelector('#fit-said')!
    said.textContent = shares ? `It says ${best}` : 'It says'
    this.#root.querySelector('.fit-verdict')!.textContent = shares ? `${best}, ${(100 * shares[best]).toFixed(0)} %` : ''
    this.#seen.setAttribute(
      'aria-label',
      shares ? `Your digit as 8 by 8 cells of 17 shades; the network reads ${best}, ${(100 * shares[best]).toFixed(0)} percent.` : 'Nothing is drawn yet.',
    )
    if (shares) this.#events.say(`It reads ${best}, ${(100 * shares[best]).toFixed(0)} percent.`)
  }
}
