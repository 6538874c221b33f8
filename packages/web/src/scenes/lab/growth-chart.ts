/** One quantity by batch size on two log axes: dots with the middle half, named ends, and where it bends or is least. */
import { markerShapes, methodOf, methods } from '../../method.ts'
import { whole } from '../../number.ts'
import { decades, linearScale, logTicks, type Scale } from '../../scale.ts'
import { LabelBoard } from '../race/label.ts'
import { alongLine, placeNear, type Spot } from './placing.ts'
import type { Middle } from './result.ts'
import { line, text, textWidth } from './svg.ts'

export interface GrowthPoint {
  readonly rows: number
  readonly value: Middle
}

export interface Growth {
  /** All rows there are: where the x axis ends. */
  readonly rows: number
  /** Ascending. */
  readonly points: readonly GrowthPoint[]
  /** Writes a value at its point, and a round one at the axis. */
  readonly write: (value: number) => string
  readonly tick: (value: number) => string
  /** A dashed line across, with its words. */
  readonly across?: { readonly rows: number; readonly words: string } | undefined
  /** The point with a ring. */
  readonly best?: { readonly rows: number; readonly words: string } | undefined
}

export interface Frame {
  readonly width: number
  readonly height: number
}

const left = 40
const right = 12
/** Room above for the words of the line across, and below for the axis. */
const top = 30
const bottom = 36
const font = '600 13px "Source Sans 3"'

interface Drawn extends Spot {
  readonly rows: number
  readonly value: number
  readonly bar: readonly [low: number, high: number]
}

/** The chart as SVG; `data-x` and `data-y` on the element tell which values lie where. */
export function drawGrowth(svg: SVGSVGElement, growth: Growth, { width, height }: Frame): void {
  const x = logScale([1, Math.max(2, growth.rows)], [left, width - right])
  // Under the least value there is room for its words.
  const y = logScale(valueRange(growth.points), [height - bottom - (growth.best ? 26 : 6), top])
  const points = drawnPoints(growth.points, x, y)
  const board = new LabelBoard(width, height - bottom, occupied(points))
  board.keep({ x: 0, y: top - 10, width: left - 6, height: height - bottom - top })
  const parts = [axes(growth, x, y, { width, height })]
  const { across, best } = growth
  if (across) parts.push(lineAcross(across, x, board))
  parts.push(
    `<path class="growth" d="${points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('')}" />`,
    ...points.map((point) => marker(point, growth.rows)),
  )
  const ringed = points.find(({ rows }) => rows === best?.rows)
  if (ringed && best) {
    parts.push(`<circle class="ring" cx="${ringed.x}" cy="${ringed.y}" r="11" />`)
    board.keep({ x: ringed.x - 12, y: ringed.y - 12, width: 24, height: 24 })
    parts.push(nameUnder(board, ringed, best.words, `is-${methodOf(ringed.rows, growth.rows)}`))
  }
  for (const point of namedPoints(points)) {
    if (point !== ringed || !best) parts.push(nameAt(board, point, growth.write(point.value), `is-${methodOf(point.rows, growth.rows)}`))
  }
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`)
  svg.innerHTML = parts.join('')
  svg.dataset['x'] = [...x.from, ...x.to].join(' ')
  svg.dataset['y'] = [...y.from, ...y.to].join(' ')
}

/** A scale of logarithms that takes and tells plain values. */
function logScale(from: readonly [number, number], to: readonly [number, number]): Scale {
  const logs = linearScale([Math.log(from[0]), Math.log(from[1])], to)
  return { from, to, at: (value) => logs.at(Math.log(value)), invert: (pixel) => Math.exp(logs.invert(pixel)) }
}

/** All bars, with room around; where there is nothing yet, some range. */
function valueRange(points: readonly GrowthPoint[]): [number, number] {
  const values = points.flatMap(({ value: { median, low, high } }) => [median, low, high]).filter((value) => value !== null && value > 0) as number[]
  if (values.length === 0) return [1, 100]
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const room = Math.max(1.25, (high / low) ** 0.08)
  return [low / room, high * room]
}

function drawnPoints(points: readonly GrowthPoint[], x: Scale, y: Scale): Drawn[] {
  return points.flatMap(({ rows, value: { median, low, high } }) => {
    if (median === null || median <= 0) return []
    const end = (value: number | null): number => y.at(value === null ? y.from[1] : Math.max(y.from[0], value))
    return [{ rows, value: median, x: x.at(rows), y: y.at(median), bar: [end(low), end(high)] as const }]
  })
}

function occupied(points: readonly Drawn[]) {
  return points.flatMap((point, i) => [
    { x: point.x - 7, y: point.y - 7, width: 14, height: 14 },
    { x: point.x - 2, y: point.bar[1], width: 4, height: Math.max(0, point.bar[0] - point.bar[1]) },
    ...(i === 0 ? [] : alongLine(points[i - 1], point)),
  ])
}

function axes({ rows, tick, points }: Growth, x: Scale, y: Scale, { width, height }: Frame): string {
  const base = height - bottom
  const parts = (points.length === 0 ? [] : valueTicks(...y.from)).map((value) => {
    const at = y.at(value)
    return line('grid', { x: left, y: at }, { x: width - right, y: at }) + text('tick', { x: left - 8, y: at }, tick(value), 'end')
  })
  parts.push(line('axis', { x: left, y: base }, { x: width - right, y: base }))
  for (const size of sizeTicks(rows, x)) {
    const at = x.at(size)
    parts.push(line('axis', { x: at, y: base }, { x: at, y: base + 4 }), text('tick', { x: at, y: base + 13 }, whole(size), 'middle'))
  }
  parts.push(text('tick', { x: width - right, y: base + 29 }, 'rows an update', 'end'))
  return parts.join('')
}

/** Powers of ten, or more where there are few. */
function valueTicks(low: number, high: number): number[] {
  const powers = decades(low, high)
  return powers.length >= 2 ? powers : logTicks(low, high)
}

/** 1, 8, 64 … and all rows, which come first where it is narrow. */
function sizeTicks(rows: number, x: Scale): number[] {
  const ticks: number[] = []
  for (let size = 1; size < rows; size *= 8) ticks.push(size)
  return [...ticks.filter((size) => x.at(rows) - x.at(size) > 42), rows]
}

function lineAcross({ rows, words }: NonNullable<Growth['across']>, x: Scale, board: LabelBoard): string {
  const base = board.height
  const at = Math.min(x.to[1], Math.max(x.to[0], x.at(rows)))
  const [width, height] = [textWidth(words, font), 18]
  const place = (from: number) => ({ x: from, y: 2, width, height })
  const [onRight, onLeft] = [place(at + 8), place(at - 8 - width)]
  const fits = (box: typeof onRight): boolean => board.inside(box, 0) && board.free(box)
  const box = fits(onRight) || !(fits(onLeft) || board.inside(onLeft, 0)) ? onRight : onLeft
  board.keep(box)
  board.keep({ x: at - 2, y: 0, width: 4, height: base })
  return line('across', { x: at, y: 2 }, { x: at, y: base }) + text('words', { x: box.x, y: box.y + height / 2 }, words, 'start')
}

function marker({ x, y, bar, rows, value }: Drawn, all: number): string {
  const name = methodOf(rows, all)
  const scale = 10 / 13
  return (
    `<g class="point is-${name}" data-rows="${rows}" data-value="${value}">` +
    line('bar', { x, y: bar[0] }, { x, y: bar[1] }) +
    `<g class="marker" transform="translate(${(x - 5).toFixed(2)} ${(y - 5).toFixed(2)}) scale(${scale.toFixed(3)})">${markerShapes[methods[name].marker]}</g></g>`
  )
}

/** The first, the one nearest to 64, and the last. */
function namedPoints(points: readonly Drawn[]): Drawn[] {
  const [first, last] = [points[0], points.at(-1)]
  const middle = points.toSorted((a, b) => Math.abs(Math.log(a.rows / 64)) - Math.abs(Math.log(b.rows / 64)))[0]
  return [...new Set([first, last, middle])].filter((point) => point !== undefined)
}

/** The words under a ringed point, whatever is there, and not out of the picture. */
function nameUnder(board: LabelBoard, { x, y }: Drawn, words: string, method: string): string {
  const half = textWidth(words, font) / 2
  const middle = { x: Math.min(board.width - half, Math.max(half, x)), y: y + 22 }
  board.keep({ x: middle.x - half, y: middle.y - 8, width: 2 * half, height: 16 })
  return text(`name ${method}`, middle, words, 'middle')
}

function nameAt(board: LabelBoard, point: Drawn, words: string, method: string): string {
  const place = placeNear(board, point, { width: textWidth(words, font) + 4, height: 16 })
  return place ? text(`name ${method}`, place, words, 'middle') : ''
}
