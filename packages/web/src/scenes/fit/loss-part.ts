/** Loss by epoch with the playhead, which is dragged or moved by keys; the same numbers as a table. */
import type uPlot from 'uplot'
import { epochChart } from '../../chart/epoch-chart.ts'
import { significant, whole } from '../../number.ts'
import type { Palette } from '../../palette.ts'
import type { Run } from './run.ts'
import { lossTitle } from './words.ts'

export interface LossStyle {
  readonly palette: Palette
  readonly colour: string
  readonly textColour: string
}

export class LossPart {
  readonly #title: HTMLElement
  readonly #plot: HTMLElement
  readonly #slider: HTMLInputElement
  readonly #table: HTMLTableElement
  readonly #tableScroll: HTMLElement
  readonly #toggle: HTMLButtonElement
  #chart: uPlot | undefined
  #epoch = 0
  #run: Run | undefined

  constructor(root: HTMLElement, seek: (epoch: number) => void) {
    const find = <T extends HTMLElement>(selector: string): T => root.querySelector<T>(selector)!
    this.#title = find('#fit-loss-title')
    this.#plot = find('.fit-loss-plot')
    this.#slider = find('#fit-epoch')
    this.#tableScroll = find('.fit-loss-table')
    this.#table = find('.fit-loss-table table')
    this.#toggle = find('#fit-as-table')
    this.#slider.addEventListener('input', () => seek(this.#slider.valueAsNumber))
    this.#toggle.addEventListener('click', () => this.toggleTable())
  }

  /** Shows the numbers instead of the lines, or the lines again. */
  toggleTable(): void {
    const shown = this.#tableScroll.hidden
    this.#tableScroll.hidden = !shown
    this.#plot.parentElement!.hidden = shown
    this.#toggle.textContent = shown ? 'Show as chart' : 'Show as table'
    this.#toggle.setAttribute('aria-pressed', String(shown))
    if (shown && this.#run) this.#fillTable(this.#run)
  }

  /** Makes the chart anew: of another run, or of more of it. */
  show(run: Run, { palette, colour, textColour }: LossStyle): void {
    this.#run = run
    const { seenLoss: seen, unseenLoss: unseen, recipe } = run
    this.#chart?.destroy()
    this.#chart = epochChart({
      parent: this.#plot,
      palette,
      colour,
      textColour,
      losses: { seen, unseen, first: 0, planned: recipe.epochs },
      playhead: () => this.#epoch,
    })
    this.#slider.max = String(recipe.epochs)
    this.#title.textContent = lossTitle(run)
    const last = run.at(run.last)
    this.#plot.setAttribute(
      'aria-label',
      `Loss by epoch: after ${whole(run.last)} of ${whole(recipe.epochs)} it is ${significant(last.seenLoss)} on seen rows and ${significant(last.unseenLoss)} on unseen ones.`,
    )
    if (!this.#tableScroll.hidden) this.#fillTable(run)
  }

  /** Puts the playhead at an epoch; the sentence is what the slider says of it. */
  draw(epoch: number, spoken: string): void {
    this.#epoch = epoch
    this.#slider.value = String(epoch)
    this.#slider.setAttribute('aria-valuetext', spoken)
    this.#chart?.redraw(false, false)
  }

  #fillTable({ seenLoss, unseenLoss }: Run): void {
    const body = document.createElement('tbody')
    seenLoss.forEach((seen, epoch) => {
      const row = body.insertRow()
      const head = document.createElement('th')
      head.scope = 'row'
      head.textContent = whole(epoch)
      row.append(head)
      for (const loss of [seen, unseenLoss[epoch]]) row.insertCell().textContent = significant(loss)
    })
    this.#table.tBodies[0].replaceWith(body)
  }
}
