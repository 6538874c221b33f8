/** The numbers a picture shows, as a table beside it. */
import type { Chart, Figure } from './chart.js'
import type { Table } from './page.js'

/** Rows up to which the numbers are listed: more are a file's, not a page's. */
const LISTED = 120

/** The numbers of a picture; none where they are too many to be read, or stand in the picture. */
export function numbersOf(figure: Figure): Table | undefined {
  if (figure.kind === 'heatMap') return undefined
  if (figure.kind === 'bars') {
    return { kind: 'table', head: ['', figure.label], rows: figure.names.map((name, i) => [name, digits(figure.values[i]!)]) }
  }
  const rows = figure.series.reduce((sum, { x }) => sum + x.length, 0)
  return rows > LISTED || rows === 0 ? undefined : chartNumbers(figure)
}

function chartNumbers({ x: xAxis, y: yAxis, series }: Chart): Table {
  const bounded = series.some(({ low }) => low !== undefined)
  return {
    kind: 'table',
    head: ['', xAxis.label, yAxis.label, ...(bounded ? ['from', 'to'] : [])],
    rows: series.flatMap(({ name, x, y, low, high }) =>
      Array.from({ length: x.length }, (_, i) => [
        name,
        digits(x[i]!),
        digits(y[i]!),
        ...(bounded ? [digits(low?.[i]), digits(high?.[i])] : []),
      ]),
    ),
  }
}

function digits(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? '–' : String(Number(value.toPrecision(6)))
}
