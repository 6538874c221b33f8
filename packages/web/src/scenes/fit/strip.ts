/** The film: the model at the start and after epochs that double, each frame a button that goes there. */
import { fitSheet } from '../../canvas.ts'
import { whole } from '../../number.ts'
import type { Palette } from '../../palette.ts'
import { axesOf, paintCurve, paintField } from './paint.ts'
import type { StageMoment } from './stage.ts'

interface FilmFrame {
  readonly button: HTMLButtonElement
  readonly canvas: HTMLCanvasElement
  readonly epoch: number
  drawn: boolean
}

export class FilmStrip {
  readonly #element: HTMLElement
  readonly #seek: (epoch: number) => void
  #palette: Palette
  #frames: FilmFrame[] = []
  #film: readonly number[] = []
  #current: number | undefined

  constructor(element: HTMLElement, palette: Palette, seek: (epoch: number) => void) {
    this.#element = element
    this.#palette = palette
    this.#seek = seek
  }

  set palette(palette: Palette) {
    this.#palette = palette
    this.stale()
  }

  /** All frames are to be drawn again. */
  stale(): void {
    for (const frame of this.#frames) frame.drawn = false
  }

  draw(moment: StageMoment): void {
    const { run, epoch } = moment
    if (run.film.join() !== this.#film.join()) this.#make(run.film)
    const current = run.film.findLast((frame) => frame <= epoch)
    for (const frame of this.#frames) {
      const there = frame.epoch <= run.last
      frame.button.disabled = !there
      frame.button.setAttribute('aria-pressed', String(frame.epoch === epoch))
      frame.button.classList.toggle('is-past', frame.epoch === current)
      if (there && !frame.drawn) this.#paint(frame, moment)
    }
    if (current !== this.#current) this.#bringIn(current)
    this.#current = current
  }

  /** Where the film is wider than the screen, the frame on show is in sight. */
  #bringIn(epoch: number | undefined): void {
    const button = this.#frames.find((frame) => frame.epoch === epoch)?.button
    const { clientWidth, scrollWidth } = this.#element
    if (button && scrollWidth > clientWidth) this.#element.scrollLeft = button.offsetLeft - (clientWidth - button.clientWidth) / 2
  }

  #make(film: readonly number[]): void {
    this.#film = film
    this.#frames = film.map((epoch, index) => {
      const button = document.createElement('button')
      button.type = 'button'
      const canvas = document.createElement('canvas')
      canvas.setAttribute('aria-hidden', 'true')
      const caption = document.createElement('span')
      caption.textContent = epoch === 0 ? 'start' : index === film.length - 1 ? `epoch ${whole(epoch)}` : whole(epoch)
      button.setAttribute('aria-label', epoch === 0 ? 'Start' : `Epoch ${whole(epoch)}`)
      button.append(canvas, caption)
      button.addEventListener('click', () => this.#seek(epoch))
      return { button, canvas, epoch, drawn: false }
    })
    this.#element.replaceChildren(...this.#frames.map(({ button }) => button))
  }

  #paint(frame: FilmFrame, { run, colour }: StageMoment): void {
    const { rows, recipe } = run
    if (!rows.picture || frame.canvas.clientWidth === 0) return
    const sheet = fitSheet(frame.canvas)
    const { picture } = run.at(frame.epoch)
    if (recipe.example.kind === 'field') paintField(sheet, picture, this.#palette, 1.2)
    else paintCurve(sheet, picture, axesOf(rows.picture.plane, sheet), { colour, width: 1.8 })
    frame.drawn = true
  }
}
