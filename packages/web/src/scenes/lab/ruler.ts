/** The prediction on the axis of batch sizes: halfway between the two bends. */
import { whole } from '../../number.ts'
import { linearScale } from '../../scale.ts'
import type { Frame } from './growth-chart.ts'
import type { PredictedSize } from './result.ts'
import { line, text, textWidth } from './svg.ts'
import { bend } from './words.ts'

const margin = 8
const font = '13px "Source Sans 3"'
/** Sizes to both sides of the middle at least. */
const reach = 6

export function drawRuler(svg: SVGSVGElement, { noiseScale, timeBend, rows }: PredictedSize, { width, height }: Frame): void {
  const [low, high] = [Math.min(noiseScale, timeBend), Math.max(noiseScale, timeBend)]
  const middle = Math.log(Math.sqrt(Math.max(low, 1e-3) * high))
  const words = (value: number): string => (value === timeBend ? `time bends at ${bend(value)}` : `updates bend at ${bend(value)}`)
  // Beside each bend there is room for its words.
  const room = Math.max(...[low, high].map((value) => textWidth(words(value), font))) + 10
  const apart = Math.log(high / Math.max(low, 1e-3)) / 2
  const half = Math.max(Math.log(reach), (apart * (width / 2 - margin)) / Math.max(20, width / 2 - room))
  const logs = linearScale([middle - half, middle + half], [margin, width - margin])
  const x = (value: number): number => Math.min(width - margin, Math.max(margin, logs.at(Math.log(value))))
  const base = height - 44
  const bracket = base - 24
  const parts = [
    line('axis', { x: margin, y: base }, { x: width - margin, y: base }),
    ...powersOfTwo(Math.exp(middle - half), Math.exp(middle + half)).map(
      (size) => line('axis', { x: x(size), y: base }, { x: x(size), y: base + 4 }) + text('tick', { x: x(size), y: base + 14 }, tickWords(size), 'middle'),
    ),
    text('tick', { x: width - margin, y: base + 34 }, 'rows an update', 'end'),
    line('axis', { x: x(low), y: bracket }, { x: x(high), y: bracket }),
    ...[low, high].map((value) => line('across', { x: x(value), y: bracket - 10 }, { x: x(value), y: base })),
    text('bend', { x: x(low) - 8, y: bracket - 12 }, words(low), 'end'),
    text('bend', { x: x(high) + 8, y: bracket - 12 }, words(high), 'start'),
    line('needle', { x: x(rows), y: bracket - 16 }, { x: x(rows), y: base }),
    `<circle class="marker is-mini" cx="${x(rows).toFixed(1)}" cy="${base}" r="6" />`,
    `<text class="predicted is-mini" x="${x(rows).toFixed(1)}" y="${bracket - 24}" text-anchor="middle">${whole(rows)}</text>`,
  ]
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`)
  svg.innerHTML = parts.join('')
}

function tickWords(size: number): string {
  return size < 1 ? `1/${whole(1 / size)}` : whole(size)
}

/** At most seven. */
function powersOfTwo(low: number, high: number): number[] {
  const [from, to] = [Math.ceil(Math.log2(low)), Math.floor(Math.log2(high))]
  const step = Math.max(1, Math.ceil((to - from + 1) / 7))
  const powers: number[] = []
  for (let power = Math.ceil(from / step) * step; power <= to; power += step) powers.push(2 ** power)
  return powers
}
