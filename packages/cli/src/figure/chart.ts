/**
 * Pictures as data: what is shown, not how. `drawing.ts` draws one with letters, `svg.ts` as SVG, `page.ts` several in a
 * page.
 */

/** A picture. */
export type Figure = Chart | Bars | HeatMap

interface Titled {
  title: string
  /** A second line below the title: what to see, or what was left out. */
  note?: string
}

/** Numbers over numbers: curves, clouds of points, bands. */
export interface Chart extends Titled {
  kind: 'chart'
  x: Axis
  y: Axis
  series: readonly Series[]
  /** Straight lines over the whole width or height, with a word beside each. */
  rules?: readonly Rule[]
}

export interface Axis {
  /** What is shown, with its unit: `loss`, `rows an update`. */
  label: string
  /** Default `linear`. On a logarithmic axis what is not above 0 is left out. */
  scale?: 'linear' | 'log'
  /** Whose powers a logarithmic axis marks. Default 10. */
  base?: number
  /** Ends of the axis. Default: those of what is shown, rounded outwards where the axis is linear. */
  low?: number
  high?: number
}

/** Numbers of one kind. Pairs with a coordinate that is not finite are left out. */
export interface Series {
  name: string
  /** `area` is filled from `low` to `high`, or from 0 to `y`. */
  mark: Mark
  /** Colour, dash and shape, always together. Default: each series the next. */
  look?: Look
  x: ArrayLike<number>
  y: ArrayLike<number>
  /** Ends of an interval about each y: error bars of points, a band about a line. */
  low?: ArrayLike<number>
  high?: ArrayLike<number>
}

export type Mark = 'points' | 'line' | 'pointsAndLine' | 'area'

export interface Rule {
  /** The axis on which it stands: one on x is upright. */
  axis: 'x' | 'y'
  at: number
  label?: string
}

/** One number for each name, as bars from 0, the first on top. */
export interface Bars extends Titled {
  kind: 'bars'
  /** What the numbers are. */
  label: string
  names: readonly string[]
  values: readonly number[]
}

/** Counts in a grid, such as a confusion matrix: the more of its row a cell holds, the fuller it is. */
export interface HeatMap extends Titled {
  kind: 'heatMap'
  /** What the columns are. */
  xLabel: string
  /** What the rows are. */
  yLabel: string
  columns: readonly string[]
  rows: readonly string[]
  /** `values[row][column]`, at least 0. */
  values: readonly (readonly number[])[]
}

/**
 * How a series looks. `blue` is batch, `orange` mini-batch and `teal` stochastic gradient descent wherever the three are
 * shown, as on the page; `ink` suits a cloud of rows.
 */
export type Look = 'blue' | 'orange' | 'teal' | 'violet' | 'amber' | 'slate' | 'red' | 'ink' | 'grey'

/** The looks that series without one take, in turn. */
export const LOOKS: readonly Look[] = ['violet', 'amber', 'slate', 'blue', 'orange', 'teal']

/** The look of each series. */
export function looksOf(series: readonly Series[]): Look[] {
  return series.map(({ look }, i) => look ?? LOOKS[i % LOOKS.length]!)
}

/** The picture in one sentence, for those who hear it. */
export function sentenceOf(figure: Figure): string {
  const note = figure.note === undefined ? '' : ` ${figure.note}`
  if (figure.kind === 'bars') {
    const shown = figure.names.map((name, i) => `${name} ${Number(figure.values[i]!.toPrecision(4))}`)
    return `${figure.label}: ${shown.join(', ')}.${note}`
  }
  if (figure.kind === 'heatMap') {
    return `${figure.rows.length} rows (${figure.yLabel}) by ${figure.columns.length} columns (${figure.xLabel}).${note}`
  }
  return `${figure.y.label} by ${figure.x.label}: ${figure.series.map(({ name }) => name).join(', ')}.${note}`
}
