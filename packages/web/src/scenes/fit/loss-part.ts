/** Loss by epoch with the playhead, which is dragged or moved by keys; the same numbers as a table. */
import type uPlot from 'uplot'
import { epochChart } from '../../chart/epoch-chart.ts'
import { type PlottedNumbers, PlotTable } from '../../chart/plot-table.ts'
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
  readonly #table: PlotTable
  #chart: uPlot | undefined
  #epoch = 0

  constructor(root: HTMLElement, seek: (epoch: number) => void) {
    const find = <T extends HTMLElement>(selector: string): T => root.querySelector<T>(selector)!
    this.#title = find('#fit-loss-title')
    this.#plot = find('.fit-loss-plot')
    this.#slider = find('#fit-epoch')
    this.#table = new PlotTable(find('.fit-loss'))
    this.#slider.addEventListener('input', () => seek(this.#slider.valueAsNumber))
  }

  /** Shows the numbers instead of the lines, or the lines again. */
  toggleTable(): void {
    this.#table.switch()
  }

  /** Makes the chart anew: of another run, or of more of it. */
  show(run: Run, { palette, colour, textColour }: LossStyle): void {
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
    this.#table.show(() => plotted(run))
  }

  /** Puts the playhead at an epoch; the sentence is what the slider says of it. */
  draw(epoch: number, spoken: string): void {
    this.#epoch = epoch
    this.#slider.value = String(epoch)
    this.#slider.setAttribute('aria-valuetext', spoken)
    this.#chart?.redraw(false, false)
  }
}

function plotted({ seenLoss, unseenLoss }: Run): PlottedNumbers {
  return {
    head: ['epoch', 'seen', 'unseen'],
    rows: seenLoss.map((seen, epoch) => [whole(epoch), significant(seen), significant(unseenLoss[epoch])]),
  }
}
