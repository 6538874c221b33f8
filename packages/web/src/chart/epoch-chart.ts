/** Loss by epoch: seen rows solid, unseen dotted, named at the lines' ends. */
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { significant } from '../number.ts'
import type { Palette } from '../palette.ts'
import { decades, roundTicks } from '../scale.ts'

export interface EpochLosses {
  readonly seen: readonly number[]
  /** Loss on rows held out, if there are any. */
  readonly unseen: readonly (number | null)[]
}

export interface EpochChartOptions {
  readonly parent: HTMLElement
  readonly palette: Palette
  /** Colour of the seen line: that of the method. */
  readonly colour: string
  readonly textColour: string
  readonly losses: EpochLosses
}

const font = '12px "Source Sans 3"'

/** Makes the chart; losses are drawn on a log scale. */
export function epochChart({ parent, palette, colour, textColour, losses }: EpochChartOptions): uPlot {
  const { seen, unseen } = losses
  const epochs = seen.map((_, index) => index + 1)
  const values = [...seen, ...unseen].filter((loss): loss is number => loss !== null && loss > 0)
  const [low, high] = [Math.min(...values) / 1.15, Math.max(...values) * 1.15]
  const ticks = high / low > 20 ? decades(low, high) : roundTicks(low, high, 3).filter((tick) => tick > 0)
  const chart: uPlot = new uPlot(
    {
      width: Math.max(80, parent.clientWidth),
      height: Math.max(80, parent.clientHeight),
      padding: [6, 58, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, range: () => [1, Math.max(2, epochs.length)] }, y: { distr: 3, range: () => [low, high] } },
      axes: [
        { stroke: palette.ink3, font, size: 24, gap: 4, grid: { show: false }, ticks: { size: 4, width: 1, stroke: palette.edge }, border: { show: true, stroke: palette.edge, width: 1 }, space: 60, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000], values: (_, splits) => splits.map(String) },
        { stroke: palette.ink3, font, size: 44, gap: 6, grid: { stroke: palette.hair, width: 1 }, ticks: { show: false }, splits: () => ticks, values: (_, splits) => splits.map((split) => significant(split, 2)), filter: (_, splits) => splits },
      ],
      series: [
        {},
        { stroke: colour, width: 2.4, points: { show: false } },
        { stroke: palette.ink, width: 2, dash: [1.5, 4], points: { show: false } },
      ],
      hooks: { draw: [(drawn) => nameEnds(drawn, [{ text: 'seen', losses: seen, colour: textColour }, { text: 'unseen', losses: unseen, colour: palette.ink }])] },
    },
    [epochs, [...seen], [...unseen]],
    parent,
  )
  new ResizeObserver(() => {
    if (parent.clientWidth > 0 && parent.clientHeight > 0) chart.setSize({ width: parent.clientWidth, height: parent.clientHeight })
  }).observe(parent)
  return chart
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
    .sort((a, b) => a.y - b.y)
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
