/** Loss by epoch: seen rows solid, unseen dotted, named at the lines' ends, and a playhead where film is played. */
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { plain, significant } from '../number.ts'
import type { Palette } from '../palette.ts'
import { decades, logTicks, roundTicks } from '../scale.ts'
import { keepFitting } from './fit.ts'

export interface EpochLosses {
  readonly seen: readonly number[]
  /** Loss on rows held out, if there are any. */
  readonly unseen: readonly (number | null)[]
  /** The epoch of the first loss: 0 where the start was measured too. Default 1. */
  readonly first?: 0 | 1
  /** Epochs there will be; the axis reaches so far. Default: those there are. */
  readonly planned?: number
}

export interface EpochChartOptions {
  readonly parent: HTMLElement
  readonly palette: Palette
  /** Colour of the seen line: that of the method. */
  readonly colour: string
  readonly textColour: string
  readonly losses: EpochLosses
  /** The epoch at which the playhead stands whenever the chart is drawn. Default: there is none. */
  readonly playhead?: () => number
}

const font = '12px "Source Sans 3"'

/** Pixels left of the plot and right of it: for the numbers, and for the lines' names. */
export const plotInsets = { left: 44, right: 58 } as const

/** Makes the chart; losses are drawn on a log scale. */
export function epochChart({ parent, palette, colour, textColour, losses, playhead }: EpochChartOptions): uPlot {
  const { seen, unseen, first = 1, planned = seen.length - 1 + first } = losses
  const epochs = seen.map((_, index) => index + first)
  const [low, high] = lossRange([...seen, ...unseen])
  const ticks = lossTicks(low, high)
  const chart: uPlot = new uPlot(
    {
      width: Math.max(80, parent.clientWidth),
      height: Math.max(80, parent.clientHeight),
      padding: [6, plotInsets.right, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: () => [first, Math.max(first + 1, planned)] },
        y: { distr: 3, range: () => [low, high] },
      },
      axes: [
        {
          stroke: palette.ink3,
          font,
          size: 24,
          gap: 4,
          grid: { show: false },
          ticks: { size: 4, width: 1, stroke: palette.edge },
          border: { show: true, stroke: palette.edge, width: 1 },
          splits: () => epochTicks(first, planned),
          values: (_, splits) => splits.map((split, index) => (index === 0 ? `epoch ${split}` : String(split))),
          filter: (_, splits) => splits,
        },
        {
          stroke: palette.ink3,
          font,
          size: plotInsets.left,
          gap: 6,
          grid: { stroke: palette.hair, width: 1 },
          ticks: { show: false },
          splits: () => ticks,
          values: (_, splits) => splits.map((split) => (split < 1e-4 ? significant(split, 1) : plain(split))),
          filter: (_, splits) => splits,
        },
      ],
      series: [
        {},
        { stroke: colour, width: 2.4, points: { show: false } },
        { stroke: palette.ink, width: 2, dash: [1.5, 4], points: { show: false } },
      ],
      hooks: {
        draw: [
          (drawn) => {
            if (playhead) drawPlayhead(drawn, playhead(), { seen, first, colour, palette })
            nameEnds(drawn, [
              { text: 'seen', losses: seen, colour: textColour },
              { text: 'unseen', losses: unseen, colour: palette.ink },
            ])
          },
        ],
      },
    },
    [epochs, [...seen], [...unseen]],
    parent,
  )
  keepFitting(chart, parent)
  return chart
}

/** The least and the greatest loss that a log axis can show, with a little room; there may be very many. */
function lossRange(losses: readonly (number | null)[]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, 0]
  for (const loss of losses) {
    if (loss === null || !(loss > 0 && loss < Number.POSITIVE_INFINITY)) continue
    low = Math.min(low, loss)
    high = Math.max(high, loss)
  }
  return [low / 1.15, high * 1.15]
}

/** Powers of ten written along the axis. */
const mostPowers = 5

/** Ticks of a log axis: as many steps a decade as its span asks for. */
function lossTicks(low: number, high: number): number[] {
  if (high / low > 50) {
    const powers = decades(low, high)
    const apart = Math.ceil(powers.length / mostPowers)
    return powers.filter((_, index) => (powers.length - 1 - index) % apart === 0)
  }
  const ticks = logTicks(low, high)
  return ticks.length >= 2 ? ticks : roundTicks(low, high, 3).filter((tick) => tick > 0)
}

/** The first epoch, round ones between, and the last. */
function epochTicks(first: number, last: number): number[] {
  const between = roundTicks(0, last, 4).filter(
    (tick) => tick > last * 0.12 && tick < last * 0.92 && Number.isInteger(tick),
  )
  return last > first ? [first, ...between, last] : [first]
}

interface Marked {
  readonly seen: readonly number[]
  readonly first: number
  readonly colour: string
  readonly palette: Palette
}

/** A line at the epoch, and a dot where it meets the loss. */
function drawPlayhead(chart: uPlot, epoch: number, { seen, first, colour, palette }: Marked): void {
  const { ctx: context } = chart
  const { top, height } = chart.bbox
  const density = uPlot.pxRatio
  const x = Math.round(chart.valToPos(epoch, 'x', true))
  context.save()
  context.setLineDash([])
  context.fillStyle = palette.ink
  context.fillRect(x - density / 2, top, density, height)
  const loss = seen[epoch - first]
  if (loss !== undefined && loss > 0) {
    context.beginPath()
    context.arc(x, chart.valToPos(loss, 'y', true), 4.5 * density, 0, 2 * Math.PI)
    context.fillStyle = colour
    context.strokeStyle = palette.paper
    context.lineWidth = 2 * density
    context.fill()
    context.stroke()
  }
  context.restore()
}

interface LineEnd {
  readonly text: string
  readonly losses: readonly (number | null)[]
  readonly colour: string
}

/** Writes each line's name at its end, apart from one another. */
function nameEnds(chart: uPlot, ends: readonly LineEnd[]): void {
  const { ctx: context } = chart
  const density = uPlot.pxRatio
  const { left, top, width, height } = chart.bbox
  const placed = ends
    .flatMap(({ text, losses, colour }) => {
      const last = losses.at(-1)
      return last === undefined || last === null ? [] : [{ text, colour, y: chart.valToPos(last, 'y', true) }]
    })
    .toSorted((a, b) => a.y - b.y)
  const apart = 15 * density
  const [upper, lower] = placed
  if (upper && lower && lower.y - upper.y < apart) {
    const middle = Math.min(top + height - apart, Math.max(top + apart, (upper.y + lower.y) / 2))
    upper.y = middle - apart / 2
    lower.y = middle + apart / 2
  }
  context.save()
  context.font = `600 ${12 * density}px "Source Sans 3"`
  context.textAlign = 'left'
  context.textBaseline = 'middle'
  for (const { text, colour, y } of placed) {
    context.fillStyle = colour
    context.fillText(text, left + width + 8 * density, y)
  }
  context.restore()
}
