/** Where numbers stand on an axis, and which of them are marked on it. */
import { scaleLinear, scaleLog } from 'd3-scale'
import type { Axis, Chart } from './chart.js'

/** An axis laid out. */
export interface Scale {
  readonly low: number
  readonly high: number
  /** Share of the way from `low` to `high`. */
  at: (value: number) => number
  /** The value that lies so far along. */
  value: (share: number) => number
  readonly ticks: readonly Tick[]
}

export interface Tick {
  readonly value: number
  readonly label: string
}

/**
 * Lays out an axis of a chart with about `count` marks. A logarithmic one is marked at powers of its base, and at 2 and 5
 * times those of ten where few fit; where fewer than two fit, as on a linear one, at round numbers.
 */
export function scaleOf(chart: Chart, name: 'x' | 'y', count: number): Scale {
  const axis = chart[name]
  const log = axis.scale === 'log'
  const [low, high] = ends(axis, extent(chart, name, log), log)
  if (log) {
    // Nothing lies on the frame of an upright axis; a level one begins where the numbers do.
    const room = name === 'y' && axis.low === undefined && axis.high === undefined ? (high / low) ** 0.04 : 1
    return logScale({ low: low / room, high: high * room, base: axis.base ?? 10 }, count)
  }
  const scale = scaleLinear([low, high], [0, 1])
  if (axis.low === undefined && axis.high === undefined) scale.nice(count)
  const [from, to] = scale.domain() as [number, number]
  return { low: from, high: to, at: (value) => scale(value), value: (share) => scale.invert(share), ticks: linearTicks(from, to, count) }
}

function logScale({ low, high, base }: { low: number; high: number; base: number }, count: number): Scale {
  const scale = scaleLog([low, high], [0, 1]).base(base)
  const powers = powersOf(base, low, high)
  const every = Math.ceil(powers.length / Math.max(2, count))
  const marks = base === 10 && powers.length < 3 ? halves(low, high) : powers.filter((_, i) => i % every === 0)
  const ticks = marks.length < 2 ? linearTicks(low, high, count).filter(({ value }) => value > 0) : marks.map((value) => ({ value, label: plain(value) }))
  return { low, high, at: (value) => scale(value), value: (share) => scale.invert(share), ticks }
}

function powersOf(base: number, low: number, high: number): number[] {
  const first = Math.ceil(Math.log(low) / Math.log(base) - 1e-9)
  const last = Math.floor(Math.log(high) / Math.log(base) + 1e-9)
  // Through text, so that a power of ten is the number one writes.
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number((base ** (first + i)).toPrecision(15)))
}

/** 1, 2 and 5 times the powers of ten. */
function halves(low: number, high: number): number[] {
  return powersOf(10, low / 10, high)
    .flatMap((power) => [1, 2, 5].map((times) => Number((times * power).toPrecision(15))))
    .filter((value) => value >= low && value <= high)
}

function linearTicks(low: number, high: number, count: number): Tick[] {
  const scale = scaleLinear([low, high], [0, 1])
  const largest = Math.max(Math.abs(low), Math.abs(high))
  const label = largest >= 1e5 || largest < 1e-3 ? scale.tickFormat(count, 's') : scale.tickFormat(count)
  return scale.ticks(count).map((value) => ({ value, label: value === 0 && largest >= 1e5 ? '0' : label(value) }))
}

function plain(value: number): string {
  return value >= 1e6 || value < 1e-4 ? value.toExponential(0).replace('e+', 'e') : value.toLocaleString('en-US', { maximumFractionDigits: 6 })
}

function ends(axis: Axis, [least, most]: [number, number], log: boolean): [number, number] {
  let low = axis.low ?? least
  let high = axis.high ?? most
  if (low > high) [low, high] = log ? [1, 10] : [0, 1]
  // One value alone stands in the middle.
  if (low === high) [low, high] = log ? [low / 2, high * 2] : [low - (Math.abs(low) / 2 || 0.5), high + (Math.abs(high) / 2 || 0.5)]
  return [low, high]
}

/** Least and largest of what is shown; least above largest where nothing is. */
function extent({ series, rules = [] }: Chart, name: 'x' | 'y', log: boolean): [number, number] {
  let low = Infinity
  let high = -Infinity
  const see = (value: number) => {
    if (!Number.isFinite(value) || (log && value <= 0)) return
    if (value < low) low = value
    if (value > high) high = value
  }
  for (const one of series) {
    const shown = name === 'x' ? [one.x] : [one.y, one.low ?? [], one.high ?? []]
    for (const values of shown) for (let i = 0; i < values.length; i++) see(values[i]!)
    if (name === 'y' && one.mark === 'area' && one.low === undefined) see(0)
  }
  for (const { axis, at } of rules) if (axis === name) see(at)
  return [low, high]
}
