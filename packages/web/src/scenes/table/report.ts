/** Worker side: the report, a page that stands alone: what was read, what was trained, and how good it is. */
import { counted, significant, whole } from '../../number.ts'
import type { Trip } from './download.ts'
import { Html, html } from './html.ts'
import type { ClassOutcome, NumberOutcome } from './outcome.ts'

/** Classes up to which the confusion matrix is written out, and epochs of the loss table. */
const mostClasses = 30
const mostEpochs = 100
/** Misses that are listed. */
const mostMisses = 50

const style = `:root{color-scheme:light dark}body{max-width:860px;margin:32px auto;padding:0 16px;font:15px/22px system-ui,sans-serif}
h1{font:600 28px/34px Georgia,serif}h2{margin-top:28px;font:600 18px/24px Georgia,serif}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{padding:3px 12px 3px 0;border-bottom:1px solid #8884;text-align:left;font-weight:400}
thead th{color:#777}td.n,th.n{text-align:right}td.right{font-weight:600}td.miss{outline:2px solid #c33;outline-offset:-2px}
code{font:13px/20px ui-monospace,monospace;overflow-wrap:anywhere}`

export function reportPage(trip: Trip): string {
  const { description, result, command } = trip
  const { outcome, recipe, weightsHash } = result
  const title = `${recipe.target} of ${description.name}`
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title><style>${new Html(style)}</style></head><body>
<h1>${title}</h1>
<p>${finding(trip)}</p>
<h2>Metrics</h2>${metricsTable(trip)}
${outcome.task === 'classification' ? confusion(outcome) : errors(outcome)}
<h2>What matters</h2>
<p>Loss added by shuffling a column on the rows the model is judged by.</p>
${table(['column', 'loss added'], trip.importance.map(({ name, added }) => [name, significant(added)]))}
<h2>Data</h2>
<p>${description.name}: ${counted(description.rows, 'row')}, ${counted(description.columns.length, 'column')}.</p>
${table(
  ['column', 'type', 'missing', 'range', 'taken as'],
  description.columns.map(({ name, type, missing, min, max, distinct }) => [
    name,
    type,
    whole(missing),
    distinct === undefined ? `${significant(min ?? Number.NaN)} to ${significant(max ?? Number.NaN)}` : counted(distinct, 'level'),
    result.columns.find((column) => column.name === name)?.done ?? '',
  ]),
)}
<h2>Settings</h2>${table(['option', 'value'], settings(trip))}
<p>The same from a terminal: <code>${command}</code></p>
<p>Weights <code>${weightsHash}</code>: equal for the same file, options and seed on every machine.</p>
<h2>Loss by epoch</h2>${lossTable(trip)}
</body></html>
`
  return page.text
}

function finding({ result: { outcome, heldRows, rows } }: Trip): string {
  const on = heldRows > 0 ? 'rows it never saw' : 'rows it was trained on'
  if (outcome.task === 'classification') return `${whole(outcome.right)} of ${whole(outcome.rows)} ${on} named rightly; trained on ${counted(rows, 'row')}.`
  return `Root mean squared error ${significant(outcome.metrics.rmse)} on ${whole(outcome.rows)} ${on}; trained on ${counted(rows, 'row')}.`
}

const metricNames: Readonly<Record<string, string>> = {
  accuracy: 'accuracy',
  logLoss: 'log loss',
  f1: 'F1, mean of the classes',
  auc: 'area under the ROC curve',
  rmse: 'root mean squared error',
  mae: 'mean absolute error',
  r2: 'R²',
}

function metricsTable({ result: { outcome, heldRows } }: Trip): Html {
  const [judged, seen] = [outcome.metrics, outcome.seen] as unknown as Record<string, number | null>[]
  const shown = (value: number | null | undefined): string => (typeof value === 'number' ? significant(value, 5) : 'none')
  const rows = Object.entries(metricNames)
    .filter(([name]) => name in judged)
    .map(([name, words]) => (heldRows > 0 ? [words, shown(judged[name]), shown(seen[name])] : [words, shown(seen[name])]))
  return table(['metric', ...(heldRows > 0 ? ['held-out rows'] : []), 'rows trained on'], rows)
}

function confusion({ classes, matrix, misses }: ClassOutcome): Html {
  const grid =
    matrix && classes.length <= mostClasses
      ? html`<h2>Confusion matrix</h2><p>Rows: what it is. Columns: what the model said.</p>
<table><thead><tr><th scope="col"></th>${classes.map((name) => html`<th scope="col" class="n">${name}</th>`)}</tr></thead><tbody>${matrix.map(
          (line, truth) =>
            html`<tr><th scope="row">${classes[truth]}</th>${line.map(
              (count, said) => html`<td class="n ${said === truth ? 'right' : count > 0 ? 'miss' : ''}">${whole(count)}</td>`,
            )}</tr>`,
        )}</tbody></table>`
      : html``
  const list = misses.slice(0, mostMisses).map(({ row, truth, said, probability }) => [
    whole(row),
    classes[truth],
    classes[said],
    `${Math.round(probability * 100)} %`,
  ])
  return html`${grid}${list.length > 0 ? html`<h2>Rows it missed, the worst first</h2>${table(['row', 'it is', 'it said', 'at'], list)}` : html``}`
}

function errors({ halfWithin, mostWithin, telling: { row, actual, predicted } }: NumberOutcome): Html {
  return html`<h2>Errors</h2>${table(
    ['', 'in the target’s unit'],
    [
      ['half of the rows are off by at most', significant(halfWithin)],
      ['nine of ten are off by at most', significant(mostWithin)],
      [`the worst, row ${whole(row)}, is`, significant(actual)],
      ['and was predicted as', significant(predicted)],
    ],
  )}`
}

function settings({ result: { recipe, batchSize, seen, stopped } }: Trip): string[][] {
  const { hidden, learningRate, epochs, held, seed, target, task } = recipe
  return [
    ['target', target],
    ['task', task],
    ['model', hidden.length === 0 ? 'linear' : `hidden layers of ${hidden.join(', ')}`],
    ['batch size', `${whole(batchSize)}${recipe.batchSize === 'auto' ? ' (measured)' : ''}`],
    ['learning rate', String(learningRate)],
    ['epochs', `${whole(seen.length)}${epochs === 'auto' ? ' (auto)' : ` of ${whole(epochs)}`}${stopped ? ', stopped' : ''}`],
    ['held out', `${Math.round(held * 100)} %`],
    ['seed', String(seed)],
  ]
}

function lossTable({ result: { seen, unseen } }: Trip): Html {
  const step = Math.max(1, Math.ceil(seen.length / mostEpochs))
  const rows = [...seen.keys()]
    .filter((epoch) => (epoch + 1) % step === 0 || epoch === 0 || epoch === seen.length - 1)
    .map((epoch) => [whole(epoch + 1), significant(seen[epoch], 5), ...(unseen ? [significant(unseen[epoch], 5)] : [])])
  return table(['epoch', 'loss, rows trained on', ...(unseen ? ['loss, held-out rows'] : [])], rows)
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): Html {
  return html`<table><thead><tr>${head.map((name, index) => html`<th scope="col" class="${index > 0 ? 'n' : ''}">${name}</th>`)}</tr></thead><tbody>${rows.map(
    ([first, ...others]) => html`<tr><th scope="row">${first}</th>${others.map((text) => html`<td class="n">${text}</td>`)}</tr>`,
  )}</tbody></table>`
}
