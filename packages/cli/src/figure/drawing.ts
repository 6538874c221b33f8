/**
 * A picture in letters, for the terminal. Charts are our own: the kept libraries for terminals mark the axes at the data's
 * own numbers, one dot a letter, and join points by steps. Scales and marks are those of the SVG.
 */
import { styleText } from 'node:util'
import type { Bars, Figure, HeatMap } from './chart.js'
import { drawChart } from './letters.js'
import { toned } from './tone.js'
import { wrapped } from './wrapped.js'

export interface DrawingSize {
  /** Columns of the terminal to fill, axes included. */
  columns: number
  /** Lines for a chart itself, axes and titles not included. Default 16. */
  lines?: number
  color: boolean
}

/** The picture as lines of text. */
export function drawFigure(figure: Figure, size: DrawingSize): string[] {
  const title = size.color ? styleText('bold', figure.title, { validateStream: false }) : figure.title
  const body = figure.kind === 'bars' ? drawBars(figure, size) : figure.kind === 'heatMap' ? drawHeatMap(figure, size) : drawChart(figure, size)
  return [title, ...wrapped(figure.note ?? '', size.columns), ...body].map((line) => line.trimEnd())
}

/** Eighths of a letter, so that bars end where their numbers say. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█']

function drawBars({ names, values, label }: Bars, { columns, color }: DrawingSize): string[] {
  const texts = values.map((value) => String(Number(value.toPrecision(4))))
  const name = Math.min(24, Math.max(0, ...names.map(({ length }) => length)))
  const number = Math.max(0, ...texts.map(({ length }) => length))
  const room = Math.max(8, columns - name - number - 4)
  const largest = Math.max(...values.map(Math.abs), Number.MIN_VALUE)
  const rows = values.map((value, i) => {
    const eighths = Math.round((Math.abs(value) / largest) * room * 8)
    const bar = '█'.repeat(eighths >> 3) + EIGHTHS[eighths & 7]!
    // The sign stands in the number; below 0 the colour changes too.
    return `${clipped(names[i]!, name).padEnd(name)}  ${texts[i]!.padStart(number)}  ${toned(bar, { tone: value < 0 ? 'amber' : 'violet' }, color)}`
  })
  return [`${' '.repeat(name)}  ${label}`, ...rows]
}

/** Fuller shades for larger shares of a row. */
const SHADES = [' ', '░', '▒', '▓', '█']

function drawHeatMap({ columns, rows, values, xLabel, yLabel }: HeatMap, { columns: width }: DrawingSize): string[] {
  const name = Math.min(16, Math.max(yLabel.length, ...rows.map(({ length }) => length)))
  const texts = values.map((row) => row.map((value) => (value === 0 ? '·' : String(Number(value.toPrecision(6))))))
  const largest = Math.max(4, ...texts.flat().map(({ length }) => length), ...columns.map(({ length }) => length))
  const cell = Math.min(largest, 12, Math.max(4, Math.floor((width - name) / Math.max(1, columns.length)) - 4))
  const line = (head: string, cells: readonly string[]) => `${clipped(head, name).padEnd(name)}  ${cells.join('  ')}`
  return [
    `${' '.repeat(name)}  ${xLabel}`,
    line(yLabel, columns.map((column) => clipped(column, cell).padStart(cell + 2))),
    ...rows.map((row, i) => {
      const sum = values[i]!.reduce((all, value) => all + value, 0)
      return line(row, values[i]!.map((value, j) => `${texts[i]![j]!.padStart(cell)} ${shade(value, sum)}`))
    }),
  ]
}

function shade(value: number, sum: number): string {
  return value > 0 && sum > 0 ? SHADES[Math.max(1, Math.ceil((value / sum) * 4 - 1e-9))]! : ' '
}

function clipped(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text
}
