/** What a run came to: rows named rightly and the misses, or errors in the target's unit; and the loss by epoch. */
import type uPlot from 'uplot'
import { epochChart } from '../../chart/epoch-chart.ts'
import { type PlottedNumbers, PlotTable } from '../../chart/plot-table.ts'
import { methodOf } from '../../method.ts'
import { counted, significant, whole } from '../../number.ts'
import type { Palette } from '../../palette.ts'
import { ConfusionPart, missSentence } from './confusion.ts'
import type { ClassOutcome, Miss, NumberOutcome } from './outcome.ts'
import { PredictedPlot } from './predicted.ts'
import { residualPicture, residualTicks } from './residuals.ts'
import type { TrainingResult } from './training.ts'

export class ResultPart {
  readonly #root: HTMLElement
  readonly #predicted: PredictedPlot
  readonly #confusion: ConfusionPart
  readonly #tables: Readonly<Record<'predicted' | 'loss', PlotTable>>
  #chart: uPlot | undefined
  #result: TrainingResult | undefined

  constructor(root: HTMLElement, openRow: (miss: Miss) => void) {
    this.#root = root
    this.#predicted = new PredictedPlot(root.querySelector<HTMLElement>('.predicted-plot')!)
    const place = (name: string): PlotTable => new PlotTable(root.querySelector<HTMLElement>(`.${name}-place`)!)
    this.#tables = { predicted: place('predicted'), loss: place('loss') }
    this.#confusion = new ConfusionPart(root, openRow)
  }

  /** From the charts to the tables of their numbers, and back. */
  switchTables(): void {
    for (const table of Object.values(this.#tables)) table.switch()
  }

  show(result: TrainingResult, palette: Palette): void {
    this.#result = result
    const { outcome } = result
    this.#root.querySelector<HTMLElement>('.classes-result')!.hidden = outcome.task !== 'classification'
    this.#root.querySelector<HTMLElement>('.numbers-result')!.hidden = outcome.task !== 'regression'
    if (outcome.task === 'classification') this.#showClasses(outcome, result)
    else this.#showNumbers(outcome, result)
    const { length } = result.seen
    const size = result.batchSize >= result.rows ? 'all rows at once' : `batches of ${whole(result.batchSize)}`
    this.#say('.run-words', `${counted(length, 'epoch')} of ${size}${result.stopped ? ', stopped early' : ''}`)
    // For who measures the page: bench/page.mjs.
    this.#root.dataset['rowsPerSecond'] = String((result.rows * length) / result.seconds)
    this.#tables.loss.show(() => lossNumbers(result))
    this.draw(palette)
  }

  #showClasses(outcome: ClassOutcome, { heldRows }: TrainingResult): void {
    const { right, rows, metrics, seen } = outcome
    const { logLoss, f1, auc } = metrics
    this.#say('.result-number', `${whole(right)} of ${whole(rows)}`)
    const which = heldRows > 0 ? 'rows it never saw' : 'rows it was trained on'
    this.#say('.result-words', `${which}, named rightly (${percent(right / rows)})`)
    const parts = [
      ...(logLoss === null ? [] : [`log loss ${significant(logLoss)}`]),
      `macro F1 ${f1.toFixed(3)}`,
      ...(auc === null ? [] : [`AUC ${auc.toFixed(3)}`]),
    ]
    this.#say('.result-errors', parts.join(' · '))
    this.#say('.result-seen', heldRows > 0 ? `${percent(seen.accuracy)} of those it learnt from` : '')
    const [lead, rest] = missSentence(outcome)
    const sentence = this.#root.querySelector('.miss-words')!
    const bold = document.createElement('b')
    bold.textContent = lead
    sentence.replaceChildren(bold, rest)
    sentence.classList.toggle('has-miss', right < rows)
    this.#confusion.show(outcome)
  }

  #showNumbers(outcome: NumberOutcome, { heldRows, recipe: { target } }: TrainingResult): void {
    const { metrics, seen, rows, halfWithin, telling } = outcome
    this.#say('.result-number', `± ${significant(metrics.rmse)}`)
    const which = heldRows > 0 ? `${counted(rows, 'row')} it never saw` : `the ${counted(rows, 'row')} it was trained on`
    this.#say('.result-words', `RMSE in the unit of ${target}, on ${which}`)
    this.#say('.result-errors', `R² ${metrics.r2 === null ? 'none: all targets are equal' : fixed(metrics.r2)} · MAE ${significant(metrics.mae)}`)
    this.#say('.result-seen', heldRows > 0 ? `± ${significant(seen.rmse)} on those it learnt from` : '')
    this.#say(
      '.worst-words',
      `The worst: row ${whole(telling.row)} is ${significant(telling.actual)}; it said ${significant(telling.predicted)}.`,
    )
    this.#say('.predicted-title', explained(metrics.r2))
    this.#tables.predicted.show(() => predictedNumbers(outcome))
    this.#say('.residual-title', `Half of the errors are below ${significant(halfWithin)}`)
    const reach = Math.max(Number.MIN_VALUE, Math.abs(telling.actual - telling.predicted))
    const plot = this.#root.querySelector('.residual-plot')!
    plot.replaceChildren(residualPicture(outcome.actual, outcome.predicted, reach))
    plot.setAttribute('aria-label', `Truth minus prediction, from −${significant(reach)} to ${significant(reach)}: half of the errors are below ${significant(halfWithin)}`)
    const ticks = residualTicks(reach)
    for (const [index, tick] of this.#root.querySelectorAll('.residual-ticks span').entries()) tick.textContent = ticks[index]
    this.#root
      .querySelector('.predicted-plot')!
      .setAttribute('aria-label', `Predicted against true ${target}: R² ${metrics.r2 === null ? 'none' : fixed(metrics.r2)}`)
  }

  /** Draws the charts in a theme's colours. */
  draw(palette: Palette): void {
    const result = this.#result
    if (!result) return
    this.#chart?.destroy()
    this.#chart = undefined
    const parent = this.#root.querySelector<HTMLElement>('.loss-plot')!
    const method = methodOf(result.batchSize, result.rows)
    if (result.outcome.task === 'regression') this.#predicted.show(result.outcome, palette, palette.line[method])
    const seen = [...result.seen]
    const unseen = seen.map((_, epoch) => result.unseen?.[epoch] ?? null)
    if (seen.length < 2) return parent.replaceChildren()
    this.#chart = epochChart({
      parent,
      palette,
      colour: palette.line[method],
      textColour: palette.text[method],
      losses: { seen, unseen },
    })
    const last = unseen.at(-1)
    parent.setAttribute(
      'aria-label',
      `Loss by epoch: from ${significant(seen[0])} to ${significant(seen.at(-1)!)} on rows it saw${typeof last === 'number' ? `, ${significant(last)} on rows it did not` : ''}`,
    )
  }

  #say(selector: string, sentence: string): void {
    this.#root.querySelector(selector)!.textContent = sentence
  }
}

/** "97.8 %", and "100 %" only where it is. */
export function percent(share: number): string {
  const shown = (100 * share).toFixed(1)
  return `${shown === '100.0' ? (share === 1 ? '100' : '99.9') : shown} %`
}

function fixed(value: number): string {
  return value.toFixed(3).replace('-', '−')
}

/** The finding of predicted against true. */
function explained(r2: number | null): string {
  if (r2 === null) return 'Predicted by true: all targets are equal'
  return `Predicted by true: ${r2 < 0 ? 'farther off than the mean' : `${percent(r2)} of variance explained`}`
}

/** Rows of a table of plotted numbers, at most about. */
const mostRows = 500

function lossNumbers({ seen, unseen }: TrainingResult): PlottedNumbers {
  const step = Math.max(1, Math.ceil(seen.length / mostRows))
  const epochs = [...seen.keys()].filter((epoch) => epoch % step === 0 || epoch === seen.length - 1)
  return {
    head: ['epoch', 'seen', ...(unseen ? ['unseen'] : [])],
    rows: epochs.map((epoch) => [whole(epoch + 1), significant(seen[epoch]), ...(unseen ? [significant(unseen[epoch])] : [])]),
  }
}

function predictedNumbers({ actual, predicted }: NumberOutcome): PlottedNumbers {
  const shown = actual.subarray(0, mostRows)
  return {
    head: ['true', 'predicted', 'off by'],
    rows: Array.from(shown, (value, place) => [value, predicted[place], value - predicted[place]].map((number) => significant(number))),
  }
}
