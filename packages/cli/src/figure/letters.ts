/**
 * A chart in letters: clouds as braille dots, a few points as their shapes, lines as scan lines. Each series has its own
 * mark or dash, so that a chart can be read without colours.
 */
import { type Scale, scaleOf } from './axis.js'
import { type Chart, looksOf, type Series } from './chart.js'
import type { DrawingSize } from './drawing.js'
import { STYLES, type Style } from './theme.js'
import { toned } from './tone.js'

/** A letter's place: dots of braille, or a glyph over them. */
interface Cell {
  braille: number
  glyph: string | undefined
  style: Style | undefined
}

/** What is drawn on: cells by line and column, and the scales of the axes. */
interface Grid {
  cells: Cell[][]
  width: number
  lines: number
  x: Scale
  y: Scale
}

interface Shown {
  series: Series
  style: Style
}

/** Points of a series up to which each is its shape; more are a cloud. */
const SHAPED = 60

const SHAPES: Record<Style['symbol'], string> = { square: '■', circle: '●', triangle: '▲', diamond: '◆', star: '★', cross: '✚' }

/** The chart below its title. */
export function drawChart(chart: Chart, { columns, lines = 16, color }: DrawingSize): string[] {
  const y = scaleOf(chart, 'y', Math.max(2, Math.round(lines / 3)))
  const margin = Math.max(1, ...y.ticks.map(({ label }) => label.length))
  const width = Math.max(10, columns - margin - 2)
  const x = scaleOf(chart, 'x', Math.max(2, Math.floor(width / 12)))
  const cells = Array.from({ length: lines }, () =>
    Array.from({ length: width }, (): Cell => ({ braille: 0, glyph: undefined, style: undefined })),
  )
  const grid: Grid = { cells, width, lines, x, y }
  const looks = looksOf(chart.series)
  const shown = chart.series.map((series, i): Shown => ({ series, style: STYLES[looks[i]!] }))
  rules(grid, chart)
  for (const one of shown.toSorted((a, b) => depth(a) - depth(b))) draw(grid, one)
  const marked = new Map(y.ticks.toReversed().map(({ value, label }) => [lineOf(grid, value), label]))
  const rows = cells.map((row, line) => {
    const label = marked.get(line)
    return `${(label ?? '').padStart(margin)} ${label === undefined ? '│' : '┤'}${paint(row, color)}`
  })
  const indent = ' '.repeat(margin + 1)
  const legend = shown.length < 2 ? [] : legendLines(shown, { columns: width, color }).map((line) => `${indent} ${line}`)
  return [...legend, `${indent} ${chart.y.label}`, ...rows, ...xAxis(grid, indent), `${indent} ${chart.x.label.padStart(width)}`]
}

/** Areas first, clouds over them, lines over those, single points over all. */
function depth({ series: { mark, x } }: Shown): number {
  if (mark === 'points') return x.length > SHAPED ? 1 : 3
  return mark === 'area' ? 0 : 2
}

/** Share of the way, kept just below 1 so that it indexes a cell; not a number outside the axis. */
function share(scale: Scale, value: number): number {
  const at = scale.at(value)
  return at >= -1e-9 && at <= 1 + 1e-9 ? Math.min(Math.max(at, 0), 1 - 1e-9) : Number.NaN
}

/** The line of text a value lies on, or with `parts` the part of one, counted from the top. */
function lineOf({ y, lines }: Grid, value: number, parts = 1): number {
  return lines * parts - 1 - Math.floor(share(y, value) * lines * parts)
}

function draw(grid: Grid, shown: Shown): void {
  const { mark } = shown.series
  if (mark === 'area') drawArea(grid, shown)
  if (mark === 'line' || mark === 'pointsAndLine') drawLine(grid, shown)
  if (mark === 'points' || mark === 'pointsAndLine') drawPoints(grid, shown)
}

/** Bits of a braille cell, by column (2) and row (4) inside it: U+2800 + bits. */
const BRAILLE = [0x01, 0x02, 0x04, 0x40, 0x08, 0x10, 0x20, 0x80]

function drawPoints(grid: Grid, { series, style }: Shown): void {
  const cloud = series.x.length > SHAPED
  for (let i = 0; i < series.x.length; i++) {
    const column = Math.floor(share(grid.x, series.x[i]!) * grid.width * 2)
    const row = lineOf(grid, series.y[i]!, 4)
    if (Number.isNaN(column) || Number.isNaN(row)) continue
    if (!cloud) {
      put(grid, { row: row >> 2, column: column >> 1 }, SHAPES[style.symbol], style)
      continue
    }
    const cell = grid.cells[row >> 2]![column >> 1]!
    cell.braille |= BRAILLE[(column & 1) * 4 + (row & 3)]!
    cell.style ??= style
  }
}

/** Four heights inside a line of text, highest first. */
const SCAN_LINES = ['⎺', '⎻', '⎼', '⎽']

function drawLine(grid: Grid, { series, style }: Shown): void {
  let before: number | undefined
  for (let column = 0; column < grid.width; column++) {
    const y = interpolate(series, grid.x.value((column + 0.5) / grid.width))
    const quarter = y === undefined ? Number.NaN : lineOf(grid, y, 4)
    if (Number.isNaN(quarter)) {
      before = undefined
      continue
    }
    const row = quarter >> 2
    const gap = style.dash === 'dashed' && column % 4 === 3
    if (!gap) put(grid, { row, column }, style.dash === 'dotted' ? '·' : SCAN_LINES[quarter & 3]!, style)
    // A jump over whole lines is joined by an upright.
    for (let between = Math.min(before ?? row, row) + 1; between < Math.max(before ?? row, row); between++) {
      put(grid, { row: between, column }, style.dash === 'dotted' ? '·' : '│', style)
    }
    before = row
  }
}

function drawArea(grid: Grid, { series, style }: Shown): void {
  const { x, y, low, high } = series
  for (let column = 0; column < grid.width; column++) {
    const at = grid.x.value((column + 0.5) / grid.width)
    const from = low === undefined ? Math.max(0, grid.y.low) : interpolate({ x, y: low }, at)
    const to = interpolate({ x, y: high ?? y }, at)
    if (from === undefined || to === undefined) continue
    const [top, bottom] = [lineOf(grid, Math.max(from, to)), lineOf(grid, Math.min(from, to))]
    for (let row = top; row <= bottom; row++) put(grid, { row, column }, '░', style)
  }
}

function rules(grid: Grid, { rules: all = [] }: Chart): void {
  for (const { axis, at, label = '' } of all) {
    if (axis === 'x') {
      const column = Math.floor(share(grid.x, at) * grid.width)
      for (let row = 0; row < grid.lines; row++) put(grid, { row, column }, '┆', STYLES.grey)
      // Beside the rule, on the side where there is room.
      const beside = column + 1 + label.length <= grid.width ? column + 1 : column - label.length
      write(grid, { row: 0, column: beside }, label)
    } else {
      const row = lineOf(grid, at)
      for (let column = 0; column < grid.width; column++) put(grid, { row, column }, '┄', STYLES.grey)
      write(grid, { row, column: grid.width - label.length }, label)
    }
  }
}

function write(grid: Grid, { row, column }: { row: number; column: number }, text: string): void {
  for (const [i, glyph] of [...text].entries()) put(grid, { row, column: column + i }, glyph, STYLES.grey)
}

function put(grid: Grid, { row, column }: { row: number; column: number }, glyph: string, style: Style): void {
  const cell = grid.cells[row]?.[column]
  if (cell === undefined) return
  cell.glyph = glyph
  cell.style = style
}

/** The height at x by straight pieces; undefined outside. Its x must ascend. */
function interpolate({ x, y }: Pick<Series, 'x' | 'y'>, at: number): number | undefined {
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
  let style: Style | undefined
  const flush = () => {
    text += style === undefined ? run : toned(run, style, color)
    run = ''
  }
  for (const cell of cells) {
    if (cell.style !== style) flush()
    style = cell.style
    run += cell.glyph ?? (cell.braille ? String.fromCodePoint(0x2800 + cell.braille) : ' ')
  }
  flush()
  return text
}

/** The names of the series behind their marks, as many in a line as fit. */
function legendLines(shown: readonly Shown[], { columns, color }: { columns: number; color: boolean }): string[] {
  const lines: string[][] = []
  let free = 0
  for (const { series, style } of shown) {
    const sign = signOf(series, style)
    const needed = sign.length + series.name.length + 4
    if (needed > free) {
      lines.push([])
      free = columns + 3
    }
    lines.at(-1)!.push(`${toned(sign, style, color)} ${series.name}`)
    free -= needed
  }
  return lines.map((keys) => keys.join('   '))
}

function signOf({ mark, x }: Series, { dash, symbol }: Style): string {
  const line = { solid: '⎻⎻⎻', dashed: '⎻⎻ ⎻', dotted: '···' }[dash]
  const point = x.length > SHAPED ? '⠶' : SHAPES[symbol]
  return { points: point, line, pointsAndLine: `${point}${line}`, area: '░░' }[mark]
}

function xAxis({ x, width }: Grid, indent: string): string[] {
  const axis = Array.from({ length: width }, () => '─')
  const labels = Array.from({ length: width }, () => ' ')
  let free = 0
  for (const { value, label } of x.ticks) {
    const column = Math.floor(share(x, value) * width)
    axis[column] = '┬'
    const start = Math.max(0, Math.min(column - (label.length >> 1), width - label.length))
    if (start < free) continue
    for (let i = 0; i < label.length; i++) labels[start + i] = label[i]!
    free = start + label.length + 1
  }
  return [`${indent}└${axis.join('')}`, `${indent} ${labels.join('')}`]
}
