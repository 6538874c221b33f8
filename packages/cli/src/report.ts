/** The parts of a report: metrics, equation, coefficients, columns. Each gives lines of plain text. */
import type { ColumnReport, CrossValidation, Evaluation, MetricName, ModelDescription, Spread } from 'minibatch'
import { counted, number, table } from './format.js'

/** Coefficients written out as an equation up to so many; beyond, the largest are listed. */
const EQUATION_FEATURES = 5
const LISTED_COEFFICIENTS = 10
const LISTED_COLUMNS = 20
const LISTED_CLASSES = 6

/** What the metrics are called, in the order in which they are shown. */
const METRICS: readonly (readonly [MetricName, string])[] = [
  ['r2', 'R2'],
  ['rmse', 'root mean squared error'],
  ['mae', 'mean absolute error'],
  ['poissonDeviance', 'mean Poisson deviance'],
  ['accuracy', 'accuracy'],
  ['logLoss', 'log loss'],
  ['f1', 'F1, mean of the classes'],
  ['auc', 'area under the ROC curve'],
]

/** Metrics that have the target's unit. */
const WITH_UNIT: readonly MetricName[] = ['rmse', 'mae']

/** Metrics side by side: one column for each named evaluation, and one for the folds as mean and deviation. */
export function metricsTable(
  evaluations: readonly (readonly [string, Evaluation])[],
  model: Pick<ModelDescription, 'loss' | 'target'>,
  folds?: CrossValidation,
): string[] {
  const rows = metricsCells(evaluations, model, folds)
  return table(rows, rows[0]!.map((_, column) => column > 0))
}

/** The same as rows of cells, the first row their heads. */
export function metricsCells(
  evaluations: readonly (readonly [string, Evaluation])[],
  { loss, target }: Pick<ModelDescription, 'loss' | 'target'>,
  folds?: CrossValidation,
): string[][] {
  const rowOf = (label: string, values: readonly (number | null | undefined)[], spread?: Spread | null) => [
    label,
    ...values.map(number),
    ...(folds === undefined ? [] : [spreadText(spread)]),
  ]
  const met = METRICS.filter(([name]) => evaluations.some(([, { metrics }]) => name in metrics))
  const unitOf = (name: MetricName) => (target !== null && WITH_UNIT.includes(name) ? ` (in units of ${target})` : '')
  return [
    ['', ...evaluations.map(([name]) => name), ...(folds === undefined ? [] : [`${folds.folds.length} folds`])],
    rowOf('rows', evaluations.map(([, { rows }]) => rows)),
    ...met.map(([name, label]) => {
      const values = evaluations.map(([, { metrics }]) => (metrics as Partial<Record<MetricName, number | null>>)[name])
      return rowOf(`${label}${unitOf(name)}`, values, folds?.metrics[name])
    }),
    rowOf(`loss (${loss.name})`, evaluations.map(([, one]) => one.loss), folds?.loss),
  ]
}

/** `0.48 ± 0.06`, the deviation to two digits. */
function spreadText(spread: Spread | null | undefined): string {
  if (spread === undefined) return ''
  return spread === null ? '–' : `${number(spread.mean)} ± ${number(Number(spread.sd.toPrecision(2)))}`
}

/** `, 3 classes: setosa, versicolor, virginica`; nothing for numbers. */
export function classesText({ classes }: ModelDescription): string {
  if (classes.length === 0) return ''
  const shown = classes.slice(0, LISTED_CLASSES)
  return `, ${classes.length} classes: ${shown.join(', ')}${classes.length > shown.length ? ', …' : ''}`
}

/** What the model is: layers, an equation, or its largest weights. */
export function modelLines(model: ModelDescription): string[] {
  const { layers, coefficients, standardizedCoefficients } = model
  if (layers.length > 1) return [layersLine(model)]
  const names = model.names ?? Array.from({ length: model.features }, (_, i) => `x${i + 1}`)
  if (isOne(coefficients) && isOne(standardizedCoefficients)) {
    return oneOutputLines({ ...model, names, coefficients, standardizedCoefficients, intercept: Number(model.intercept) })
  }
  return severalOutputsLines(model, names, (standardizedCoefficients ?? []) as Weights[])
}

type Weights = readonly number[]

/** A linear model of one output. */
interface OneOutput extends Pick<ModelDescription, 'target' | 'classes' | 'loss'> {
  readonly names: readonly string[]
  readonly coefficients: Weights
  readonly standardizedCoefficients: Weights
  readonly intercept: number
}

function isOne(weights: ModelDescription['coefficients']): weights is Weights {
  return weights !== undefined && typeof weights[0] === 'number'
}

/** `layers 10 → 64 relu → 1, 769 parameters`. */
function layersLine({ layers }: ModelDescription): string {
  const shown = layers.map(({ units, activation, dropout }) => {
    const words = [activation === 'identity' ? '' : activation, dropout ? `dropout ${dropout}` : '']
    return [units, ...words].filter((word) => word !== '').join(' ')
  })
  const parameters = layers.reduce((sum, { inputs, units }) => sum + (inputs + 1) * units, 0)
  return `layers ${layers[0]?.inputs} → ${shown.join(' → ')}, ${counted(parameters, 'parameter')}`
}

/** The fitted equation in the columns' own units, or the ten largest standardised coefficients. */
function oneOutputLines(model: OneOutput): string[] {
  const { names, coefficients, standardizedCoefficients, intercept } = model
  if (names.length <= EQUATION_FEATURES) return [equation(model)]
  const rows = largestFirst(names.length, (i) => Math.abs(standardizedCoefficients[i]!)).map((i) => [
    `  ${names[i]}`,
    number(standardizedCoefficients[i]),
    number(coefficients[i]),
  ])
  const name = outputName(model)
  const of = name === model.target ? '' : ` of ${name}`
  return [
    ...table([[`coefficients${of}, ${listTitle(names.length)}`, 'standardised', 'own units'], ...rows], [false, true, true]),
    `  intercept ${number(intercept)}`,
  ]
}

/** The largest standardised coefficients, one column a class; of many classes none. */
function severalOutputsLines({ classes }: ModelDescription, names: readonly string[], weights: readonly Weights[]): string[] {
  if (weights.length > LISTED_CLASSES) return [`${weights.length} classes × ${names.length} coefficients; inspect --json lists them`]
  const rows = largestFirst(names.length, (i) => Math.max(...weights.map((of) => Math.abs(of[i]!)))).map((i) => [
    `  ${names[i]}`,
    ...weights.map((of) => number(of[i])),
  ])
  const head = [`standardised coefficients, ${listTitle(names.length)}`, ...classes]
  return table([head, ...rows], [false, ...weights.map(() => true)])
}

/** The features of the largest sizes, at most as many as are listed; of equals the first. */
function largestFirst(features: number, size: (feature: number) => number): number[] {
  return Array.from({ length: features }, (_, i) => i)
    .toSorted((a, b) => size(b) - size(a) || a - b)
    .slice(0, LISTED_COEFFICIENTS)
}

function listTitle(features: number): string {
  return features > LISTED_COEFFICIENTS ? `the ${LISTED_COEFFICIENTS} largest of ${features}` : 'largest first'
}

function equation(model: OneOutput): string {
  const terms = model.coefficients.map((value, i) => {
    const sign = value < 0 ? '-' : '+'
    return ` ${sign} ${number(Math.abs(value))}·${model.names[i]}`
  })
  return `${outputName(model)} = ${number(model.intercept)}${terms.join('')}`
}

/** What the raw output of a linear model is called. */
function outputName({ target, classes, loss }: OneOutput): string {
  if (classes.length > 0) return `${loss.name === 'binaryCrossEntropy' ? 'log odds' : 'score'} of ${classes[1]}`
  return `${loss.name === 'poisson' ? 'log ' : ''}${target ?? 'y'}`
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
