/** The parts of a report: metrics, equation, coefficients, columns. Each gives lines of plain text. */
import type { ColumnReport, Evaluation, ModelDescription } from 'minibatch'
import { counted, number, table } from './format.js'

/** Coefficients written out as an equation up to so many; beyond, the largest are listed. */
const EQUATION_FEATURES = 5
const LISTED_COEFFICIENTS = 10
const LISTED_COLUMNS = 20

/** Metrics side by side: one column for each named evaluation. */
export function metricsTable(
  evaluations: readonly (readonly [string, Evaluation])[],
  { loss, target }: Pick<ModelDescription, 'loss' | 'target'>,
): string[] {
  const unit = target === null ? '' : ` (in units of ${target})`
  const rows: string[][] = [
    ['', ...evaluations.map(([name]) => name)],
    ['rows', ...evaluations.map(([, { rows }]) => number(rows))],
    ['R2', ...evaluations.map(([, { metrics }]) => number(metrics.r2))],
    [`root mean squared error${unit}`, ...evaluations.map(([, { metrics }]) => number(metrics.rmse))],
    [`mean absolute error${unit}`, ...evaluations.map(([, { metrics }]) => number(metrics.mae))],
    [`loss (${loss.name})`, ...evaluations.map((evaluation) => number(evaluation[1].loss))],
  ]
  return table(rows, [false, ...evaluations.map(() => true)])
}

/** The fitted equation in the columns' own units, or the ten largest standardised coefficients. */
export function coefficientLines(model: ModelDescription): string[] {
  const names = model.names ?? model.coefficients.map((_, i) => `x${i + 1}`)
  if (names.length <= EQUATION_FEATURES) return [equation(model, names)]
  const order = model.standardizedCoefficients
    .map((value, i) => ({ value, i }))
    .toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value) || a.i - b.i)
    .slice(0, LISTED_COEFFICIENTS)
  const rows = order.map(({ value, i }): string[] => [`  ${names[i]}`, number(value), number(model.coefficients[i])])
  const title =
    names.length > LISTED_COEFFICIENTS ? `the ${LISTED_COEFFICIENTS} largest of ${names.length}` : 'largest first'
  return [
    ...table([[`coefficients, ${title}`, 'standardised', 'own units'], ...rows], [false, true, true]),
    `  intercept ${number(model.intercept)}`,
  ]
}

function equation(model: ModelDescription, names: readonly string[]): string {
  const terms = model.coefficients.map((value, i) => {
    const sign = value < 0 ? '-' : '+'
    return ` ${sign} ${number(Math.abs(value))}·${names[i]}`
  })
  return `${model.target ?? 'y'} = ${number(model.intercept)}${terms.join('')}`
}

/** What was done with each column. */
export function columnLines(report: readonly ColumnReport[]): string[] {
  const shown = report.length > LISTED_COLUMNS ? report.slice(0, LISTED_COLUMNS) : report
  const rest = report.length - shown.length
  return [
    ...table(shown.map((column) => [`  ${column.name}`, column.done])),
    ...(rest > 0 ? [`  … and ${counted(rest, 'more column')}`] : []),
  ]
}

/** How a run was set up, in one line: `adam, rate 0.05, cosine to 0, batch 64, l2 0.001, seed 1`. */
export function runLine(options: Readonly<Record<string, unknown>>): string {
  const named = (value: unknown) => (typeof value === 'object' && value !== null ? (value as { name?: string }).name : value)
  const optimizer = options['optimizer'] as { name?: string; learningRate?: number } | undefined
  const parts = [
    `${named(options['loss'])} by ${optimizer?.name}`,
    `rate ${optimizer?.learningRate}`,
    `${named(options['schedule'])} schedule`,
    `batch ${options['batchSize']}`,
    `l2 ${number(options['l2'] as number)}`,
    `seed ${options['seed']}`,
  ]
  return parts.join(', ')
}
