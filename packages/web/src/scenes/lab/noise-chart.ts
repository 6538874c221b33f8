/** The noise scale along one run: how many rows it takes for a gradient to be more way than noise. */
import { whole } from '../../number.ts'
import { decades, linearScale, logTicks, roundTicks } from '../../scale.ts'
import { LabelBoard } from '../race/label.ts'
import type { Frame } from './growth-chart.ts'
import { alongLine, placeNear } from './placing.ts'
import type { NoiseLook } from './result.ts'
import { line, text, textWidth } from './svg.ts'
import { bend } from './words.ts'

const left = 40
const top = 8
const bottom = 22
const font = '600 13px "Source Sans 3"'

export interface NoiseRun {
  readonly looks: readonly NoiseLook[]
  /** Its mean; null while the run goes on. */
  readonly mean: number | null
}

export function drawNoise(svg: SVGSVGElement, { looks, mean }: NoiseRun, { width, height }: Frame): void {
  const known = looks.filter((look): look is NoiseLook & { noiseScale: number } => look.noiseScale !== null && look.noiseScale > 0)
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`)
  const scales = known.map(({ noiseScale }) => noiseScale)
  const [low, high] = known.length > 0 ? [Math.min(...scales) / 1.3, Math.max(...scales) * 1.3] : [1, 100]
  const last = looks.at(-1)?.step ?? 0
  const meanWords = mean === null ? '' : `mean ${bend(mean)}`
  const end = width - 14 - textWidth('mean 8,888', font)
  const x = linearScale([0, Math.max(1, last)], [left, end])
  const logs = linearScale([Math.log(low), Math.log(high)], [height - bottom, top])
  const y = (value: number): number => logs.at(Math.log(value))
  const powers = decades(low, high)
  const ticks = known.length === 0 ? [] : powers.length >= 2 ? powers : logTicks(low, high)
  const parts = ticks.map(
    (value) => line('grid', { x: left, y: y(value) }, { x: end, y: y(value) }) + text('tick', { x: left - 8, y: y(value) }, String(Number(value.toPrecision(3))), 'end'),
  )
  const base = height - bottom
  parts.push(line('axis', { x: left, y: base }, { x: end, y: base }))
  for (const step of stepTicks(last)) {
    parts.push(text('tick', { x: x.at(step), y: base + 13 }, step === 0 ? 'update 0' : whole(step), 'middle'))
  }
  if (mean !== null) {
    parts.push(line('across', { x: left, y: y(mean) }, { x: end + 4, y: y(mean) }), text('words', { x: end + 10, y: y(mean) }, meanWords, 'start'))
  }
  parts.push(`<path class="noise" d="${known.map(({ step, noiseScale }, i) => `${i === 0 ? 'M' : 'L'}${x.at(step).toFixed(1)} ${y(noiseScale).toFixed(1)}`).join('')}" />`)
  const [first] = known
  if (first) {
    const spots = known.map(({ step, noiseScale }) => ({ x: x.at(step), y: y(noiseScale) }))
    const board = new LabelBoard(end, base, spots.slice(1).flatMap((spot, i) => alongLine(spots[i], spot)))
    board.keep({ x: 0, y: 0, width: left - 6, height: base })
    if (mean !== null) board.keep({ x: left, y: y(mean) - 2, width: end - left, height: 4 })
    const words = bend(first.noiseScale)
    const width = textWidth(words, font)
    // Where the line leaves no room, above its beginning.
    const place = placeNear(board, spots[0], { width: width + 4, height: 14 }) ?? { x: spots[0].x + 4 + width / 2, y: spots[0].y - 13 }
    parts.push(text('name is-mini', place, words, 'middle'))
  }
  svg.innerHTML = parts.join('')
  svg.dataset['x'] = [...x.from, ...x.to].join(' ')
  svg.dataset['y'] = [low, high, base, top].join(' ')
}

/** 0, round ones between, and the last update. */
function stepTicks(last: number): number[] {
  if (last < 2) return [0]
  const between = roundTicks(0, last, 3).filter((step) => step > last * 0.2 && step < last * 0.88 && Number.isInteger(step))
  return [0, ...between, last]
}
