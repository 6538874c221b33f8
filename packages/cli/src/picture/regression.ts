/** Pictures of a model that predicts numbers. */
import type { Chart } from '../figure/chart.js'
import type { Subject } from './subject.js'
import { drawnOf, extentOf, thinned } from './thinned.js'

/** Points at which a fitted curve is asked for. */
const CURVE = 200

/** The fitted line, or curve, over the points; of a model of one column of numbers alone. */
export function fitChart(subject: Subject): Chart | undefined {
  const { encoder } = subject.description
  const [column, ...others] = encoder?.columns ?? []
  if (column?.type !== 'number' || others.length > 0) return undefined
  const { actual, rows } = subject.numbers
  const all = subject.column(column.name)
  const x = Array.from(rows, (row) => all[row]!)
  const [low, high] = extentOf(x)
  if (!(low <= high)) return undefined
  const at = Array.from({ length: CURVE }, (_, i) => low + (i / (CURVE - 1)) * (high - low))
  const line = subject.model.predict(at.map((value) => ({ [column.name]: value }))) as Float64Array
  const drawn = thinned(rows.length)
  const target = targetOf(subject)
  return {
    kind: 'chart',
    title: `${target} by ${column.name}, and the fitted ${subject.description.model === 'linear' ? 'line' : 'curve'}`,
    note: drawnOf(rows.length, subject.rowsName),
    x: { label: column.name },
    y: { label: target },
    series: [
      { name: 'data', mark: 'points', look: 'ink', x: drawn.map((i) => x[i]!), y: drawn.map((i) => actual[i]!) },
      { name: 'fitted', mark: 'line', look: 'red', x: at, y: line },
    ],
  }
}

/** Predicted against actual numbers; on the line they are equal. */
export function actualChart(subject: Subject): Chart {
  const { actual, predicted } = subject.numbers
  const drawn = thinned(actual.length)
  const ends = extentOf(actual, predicted)
  const target = targetOf(subject)
  return {
    kind: 'chart',
    title: `Predicted against actual ${target}`,
    note: `${drawnOf(actual.length, subject.rowsName)}. On the line the two are equal.`,
    x: { label: `actual ${target}` },
    y: { label: `predicted ${target}` },
    series: [
      { name: subject.rowsName, mark: 'points', look: 'ink', x: drawn.map((i) => actual[i]!), y: drawn.map((i) => predicted[i]!) },
      { name: 'equal', mark: 'line', look: 'grey', x: ends, y: ends },
    ],
  }
}

/** What is left of each target once its prediction is taken away. A pattern in it is what the model has not learnt. */
export function residualsChart(subject: Subject): Chart {
  const { actual, predicted } = subject.numbers
  const drawn = thinned(actual.length)
  const target = targetOf(subject)
  return {
    kind: 'chart',
    title: 'Residuals',
    note: `Actual less predicted ${target} of ${drawnOf(actual.length, subject.rowsName)}.`,
    x: { label: `predicted ${target}` },
    y: { label: 'residual' },
    series: [
      { name: 'residuals', mark: 'points', look: 'ink', x: drawn.map((i) => predicted[i]!), y: drawn.map((i) => actual[i]! - predicted[i]!) },
    ],
    rules: [{ axis: 'y', at: 0 }],
  }
}

function targetOf({ description }: Subject): string {
  return description.target ?? 'y'
}
