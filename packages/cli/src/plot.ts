/**
 * Charts in the terminal: scattered points as braille dots, lines as scan lines, with title, axes and a legend.
 * Each series has its own mark, so that a chart can be read without colours.
 */
import { styleText } from 'node:util'
import { tickLabel, ticks } from './ticks.js'

export interface Series {
  name: string
  /** `points`: one braille dot each. `line`: joined, drawn over the points. `dotted`: joined by dots. */
  mark: 'points' | 'line' | 'dotted'
  color?: 'red' | 'cyan' | 'yellow' | 'green'
  x: ArrayLike<number>
  y: ArrayLike<number>
}

export interface Chart {
  title: string
  xLabel: string
  yLabel: string
  series: readonly Series[]
}

export interface ChartSize {
  /** Columns of the terminal to fill, axes included. */
  columns: number
  /** Lines for the drawing, axes and titles not included. */
  lines: number
  color: boolean
}

interface Range {
  low: number
  high: number
}

interface Cell {
  braille: number
  glyph: string | undefined
  color: Series['color'] | undefined
}

/** The chart as lines of text. Pairs with a coordinate that is not finite are left out. */
export function drawChart(chart: Chart, size: ChartSize): string[] {
  const xRange = rangeOf(chart.series, 'x')
  const yRange = rangeOf(chart.series, 'y')
  const yTicks = ticks(yRange.low, yRange.high, Math.max(2, Math.round(size.lines / 3)))
  const yStep = yTicks.length > 1 ? yTicks[1]! - yTicks[0]! : yRange.high - yRange.low
  const yLabels = yTicks.map((value) => tickLabel(value, yStep))
  const margin = Math.max(1, ...yLabels.map((label) => label.length))
  const width = Math.max(10, size.columns - margin - 2)
  const grid = newGrid(width, size.lines)
  for (const series of chart.series.toSorted((a, b) => order(a) - order(b))) draw(grid, series, xRange, yRange)
  const rows = grid.map((cells, row) => {
    const at = yTicks.findIndex((value) => lineOf(value, yRange, size.lines) === row)
    return `${(at < 0 ? '' : yLabels[at]!).padStart(margin)} ${at < 0 ? '│' : '┤'}${paint(cells, size.color)}`
  })
  const indent = ' '.repeat(margin + 1)
  return [
    `${indent} ${size.color ? styleText('bold', chart.title, { validateStream: false }) : chart.title}   ${legend(chart.series, size.color)}`,
    `${indent} ${chart.yLabel}`,
    ...rows,
    ...xAxis(xRange, width, indent),
    `${indent} ${' '.repeat(Math.max(0, width - chart.xLabel.length))}${chart.xLabel}`,
  ].map((line) => line.trimEnd())
}

/** Points first, lines over them. */
function order(series: Series): number {
  return series.mark === 'points' ? 0 : series.mark === 'dotted' ? 1 : 2
}

function rangeOf(series: readonly Series[], axis: 'x' | 'y'): Range {
  let low = Infinity
  let high = -Infinity
  for (const one of series) {
    const values = one[axis]
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!
      if (!Number.isFinite(value)) continue
      if (value < low) low = value
      if (value > high) high = value
    }
  }
  if (low > high) return { low: 0, high: 1 }
  if (low === high) return { low: low - 0.5, high: high + 0.5 }
  return { low, high }
}

function newGrid(width: number, lines: number): Cell[][] {
  return Array.from({ length: lines }, () =>
    Array.from({ length: width }, () => ({ braille: 0, glyph: undefined, color: undefined })),
  )
}

/** Share of the way from low to high, kept just below 1 so that it indexes a cell. */
function share(value: number, { low, high }: Range): number {
  return Math.min(Math.max((value - low) / (high - low), 0), 1 - 1e-9)
}

function lineOf(value: number, range: Range, lines: number): number {
  return lines - 1 - Math.floor(share(value, range) * lines)
}

function draw(grid: Cell[][], series: Series, xRange: Range, yRange: Range): void {
  if (series.mark === 'points') drawPoints(grid, series, xRange, yRange)
  else drawLine(grid, series, xRange, yRange)
}

/** Bits of a braille cell, by column (2) and row (4) inside it: U+2800 + bits. */
const BRAILLE = [0x01, 0x02, 0x04, 0x40, 0x08, 0x10, 0x20, 0x80]

function drawPoints(grid: Cell[][], series: Series, xRange: Range, yRange: Range): void {
  const lines = grid.length
  const width = grid[0]!.length
  for (let i = 0; i < series.x.length; i++) {
    const x = series.x[i]!
    const y = series.y[i]!
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue
    const column = Math.floor(share(x, xRange) * width * 2)
    const row = lines * 4 - 1 - Math.floor(share(y, yRange) * lines * 4)
    const cell = grid[row >> 2]![column >> 1]!
    cell.braille |= BRAILLE[(column & 1) * 4 + (row & 3)]!
    cell.color ??= series.color
  }
}

/** Four heights inside a line of text, highest first. */
const SCAN_LINES = ['⎺', '⎻', '⎼', '⎽']

function drawLine(grid: Cell[][], series: Series, xRange: Range, yRange: Range): void {
  const lines = grid.length
  const width = grid[0]!.length
  let before: number | undefined
  for (let column = 0; column < width; column++) {
    const x = xRange.low + ((column + 0.5) / width) * (xRange.high - xRange.low)
    const y = interpolate(series, x)
    if (y === undefined || !Number.isFinite(y)) continue
    const quarter = lines * 4 - 1 - Math.floor(share(y, yRange) * lines * 4)
    const row = quarter >> 2
    put(grid, row, column, series, series.mark === 'line' ? SCAN_LINES[quarter & 3]! : '·')
    if (before !== undefined) {
      // A jump over whole lines is joined by an upright.
      for (let between = Math.min(before, row) + 1; between < Math.max(before, row); between++) {
        put(grid, between, column, series, series.mark === 'line' ? '│' : '·')
      }
    }
    before = row
  }
}

function put(grid: Cell[][], row: number, column: number, series: Series, glyph: string): void {
  const cell = grid[row]![column]!
  cell.glyph = glyph
  cell.color = series.color
}

/** The series' height at x by straight pieces; undefined outside it. Its x must ascend. */
function interpolate({ x, y }: Series, at: number): number | undefined {
  const n = x.length
  if (n === 0) return undefined
  if (n === 1) return y[0]
  let low = 0
  let high = n - 1
  if (at < x[low]! || at > x[high]!) return undefined
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (x[middle]! <= at) low = middle
    else high = middle
  }
  const part = (at - x[low]!) / (x[high]! - x[low]! || 1)
  return y[low]! + part * (y[high]! - y[low]!)
}

function paint(cells: readonly Cell[], color: boolean): string {
  let text = ''
  let run = ''
  let runColor: Series['color'] | undefined
  const flush = () => {
    text += color && runColor ? styleText(runColor, run, { validateStream: false }) : run
    run = ''
  }
  for (const cell of cells) {
    if (cell.color !== runColor) flush()
    runColor = cell.color
    run += cell.glyph ?? (cell.braille ? String.fromCodePoint(0x2800 + cell.braille) : ' ')
  }
  flush()
  return text
}

function legend(series: readonly Series[], color: boolean): string {
  const marks = { points: '⠶', line: '⎻⎻', dotted: '··' }
  return series
    .map(({ name, mark, color: own }) => {
      const sign = color && own ? styleText(own, marks[mark], { validateStream: false }) : marks[mark]
      return `${sign} ${name}`
    })
    .join('   ')
}

function xAxis(range: Range, width: number, indent: string): string[] {
  const marks = ticks(range.low, range.high, Math.max(2, Math.floor(width / 12)))
  const step = marks.length > 1 ? marks[1]! - marks[0]! : range.high - range.low
  const axis = Array.from({ length: width }, () => '─')
  const labels = Array.from({ length: width }, () => ' ')
  let free = 0
  for (const mark of marks) {
    const column = Math.min(Math.floor(share(mark, range) * width), width - 1)
    axis[column] = '┬'
    const label = tickLabel(mark, step)
    const start = Math.max(0, Math.min(column - (label.length >> 1), width - label.length))
    if (start < free) continue
    for (let i = 0; i < label.length; i++) labels[start + i] = label[i]!
    free = start + label.length + 1
  }
  return [`${indent}└${axis.join('')}`, `${indent} ${labels.join('')}`]
}
