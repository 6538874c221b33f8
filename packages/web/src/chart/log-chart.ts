/** A log–log line chart by uPlot: hairlines on y only, powers of ten on both axes, no legend. */
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { decade, significant } from '../number.ts'
import type { Palette } from '../palette.ts'
import { decades } from '../scale.ts'
import { keepFitting } from './fit.ts'

export interface LogSeries {
  readonly colour: string
  readonly width: number
  readonly dash: readonly number[]
}

export interface LogChartOptions {
  readonly parent: HTMLElement
  readonly palette: Palette
  readonly series: readonly LogSeries[]
  readonly x: readonly [number, number]
  readonly y: readonly [number, number]
  /** What the numbers of the x axis count in; values are in base units. Default 1. */
  readonly unit?: number
  /** Draws what lies over the lines: goal, flags, markers. */
  overlay(chart: uPlot, context: CanvasRenderingContext2D, density: number): void
}

const font = '12px "Source Sans 3"'

/** Makes the chart and keeps it as large as its place. */
export function logChart({ parent, palette, series, x, y, unit = 1, overlay }: LogChartOptions): uPlot {
  const axis: uPlot.Axis = { stroke: palette.ink3, font, ticks: { size: 4, width: 1, stroke: palette.edge }, gap: 4 }
  const chart = new uPlot(
    {
      width: Math.max(80, parent.clientWidth),
      height: Math.max(60, parent.clientHeight),
      pxAlign: 1,
      padding: [22, 6, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      select: { show: false, left: 0, top: 0, width: 0, height: 0 },
      scales: {
        x: { time: false, distr: 3, range: () => [...x] },
        y: { distr: 3, range: () => [...y] },
      },
      axes: [
        {
          ...axis,
          size: 24,
          grid: { show: false },
          border: { show: true, stroke: palette.edge, width: 1 },
          splits: () => decades(x[0] / unit, x[1] / unit).map((split) => split * unit),
          values: (_, splits) => splits.map((split) => decade(split / unit)),
          filter: (_, splits) => splits,
        },
        {
          ...axis,
          size: 34,
          ticks: { show: false },
          grid: { stroke: palette.hair, width: 1 },
          splits: () => decades(...y),
          values: (_, splits) => splits.map((value) => significant(value, 1)),
          filter: (_, splits) => splits,
        },
      ],
      series: [
        {},
        ...series.map(({ colour, width, dash }) => ({
          stroke: colour,
          width,
          dash: [...dash],
          points: { show: false },
          spanGaps: true,
        })),
      ],
      hooks: { draw: [(drawn) => overlay(drawn, drawn.ctx, uPlot.pxRatio)] },
    },
    [[x[0], x[1]], ...series.map(() => [null, null])],
    parent,
  )
  keepFitting(chart, parent)
  return chart
}
