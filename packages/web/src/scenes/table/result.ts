/** What a run came to: R² on rows it never saw, errors in the target's unit, and the loss by epoch. */
import type uPlot from 'uplot'
import { epochChart } from '../../chart/epoch-chart.ts'
import type { MethodName } from '../../method.ts'
import { counted, duration, perSecond, significant, whole } from '../../number.ts'
import type { Palette } from '../../palette.ts'
import { PredictedPlot } from './predicted.ts'
import type { TrainingResult } from './training.ts'

/** The method whose colour a batch size wears. */
export function methodOf({ batchSize, rows }: Pick<TrainingResult, 'batchSize' | 'rows'>): MethodName {
  return batchSize === 1 ? 'sgd' : batchSize >= rows ? 'batch' : 'mini'
}

export class ResultPart {
  readonly #root: HTMLElement
  readonly #predicted: PredictedPlot
  #chart: uPlot | undefined
  #result: TrainingResult | undefined

  constructor(root: HTMLElement) {
    this.#root = root
    this.#predicted = new PredictedPlot(root.querySelector<HTMLElement>('.predicted-plot')!)
  }

  show(result: TrainingResult, palette: Palette): void {
    this.#result = result
    const { train, held, heldRows, epochs } = result
    const shown = held ?? train
    this.#say(
      '.result-number',
      shown.r2 === null ? `RMSE ${significant(shown.rmse)}` : `R² ${shown.r2.toFixed(3).replace('-', '−')}`,
    )
    const rows = held
      ? `${counted(heldRows, 'row')} it never saw`
      : `the ${counted(result.rows, 'row')} it was trained on`
    this.#say(
      '.result-words',
      shown.r2 === null
        ? `on ${rows}; all targets are equal, so there is no R²`
        : `of the variance explained, on ${rows}`,
    )
    const other =
      held && train.r2 !== null
        ? `${train.r2.toFixed(3).replace('-', '−')} on the ${whole(result.rows)} it learnt from.`
        : ''
    this.#say('.result-seen', other)
    this.#say('.result-errors', `RMSE ${significant(shown.rmse)} · MAE ${significant(shown.mae)}`)
    this.#say(
      '.run-words',
      `${counted(epochs.length, 'epoch')} of batches of ${whole(result.batchSize)}, ${duration(result.seconds)}, ${perSecond((result.rows * epochs.length) / result.seconds)} rows/s`,
    )
    this.draw(palette)
  }

  /** Draws the chart in a theme's colours. */
  draw(palette: Palette): void {
    const result = this.#result
    if (!result) return
    this.#chart?.destroy()
    const parent = this.#root.querySelector<HTMLElement>('.loss-plot')!
    const method = methodOf(result)
    this.#predicted.show(result.predicted, palette, palette.line[method])
    const seen = result.epochs.map(({ loss }) => loss)
    const unseen = result.epochs.map(({ validation }) => validation?.loss ?? null)
    if (seen.length < 2) return
    this.#chart = epochChart({
      parent,
      palette,
      colour: palette.line[method],
      textColour: palette.text[method],
      losses: { seen, unseen },
    })
    parent.setAttribute(
      'aria-label',
      `Loss by epoch: from ${significant(seen[0])} to ${significant(seen.at(-1)!)} on rows it saw`,
    )
  }

  #say(selector: string, sentence: string): void {
    this.#root.querySelector(selector)!.textContent = sentence
  }
}
