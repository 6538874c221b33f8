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

export interface LogAxes {
  readonly x: readonly [number, number]
  readonly y: readonly [number, number]
  /** What the numbers of the x axis count in; values are in base units. */
  readonly unit: number
}

export interface LogChartOptions {
  readonly parent: HTMLElement
  readonly palette: Palette
  readonly series: readonly LogSeries[]
  /** Draws what lies over the lines: goal, flags, markers. */
  overlay(chart: uPlot, context: CanvasRenderingContext2D, density: number): void
}

const font = '12px "Source Sans 3"'

export class LogChart {
  readonly #chart: uPlot
  #axes: LogAxes = { x: [1, 10], y: [1, 10], unit: 1 }

  /** Makes the chart and keeps it as large as its place. */
  constructor({ parent, palette, series, overlay }: LogChartOptions) {
    const axis: uPlot.Axis = { stroke: palette.ink3, font, ticks: { size: 4, width: 1, stroke: palette.edge }, gap: 4 }
    this.#chart = new uPlot(
      {
        width: Math.max(80, parent.clientWidth),
        height: Math.max(60, parent.clientHeight),
        pxAlign: 1,
        padding: [22, 6, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        select: { show: false, left: 0, top: 0, width: 0, height: 0 },
        scales: {
          x: { time: false, distr: 3, range: () => [...this.#axes.x] },
          y: { distr: 3, range: () => [...this.#axes.y] },
        },
        axes: [
          {
            ...axis,
            size: 24,
            grid: { show: false },
            border: { show: true, stroke: palette.edge, width: 1 },
            splits: () => this.#ticks(),
            values: (_, splits) => splits.map((split) => decade(split / this.#axes.unit)),
            filter: (_, splits) => splits,
          },
          {
            ...axis,
            size: 34,
            ticks: { show: false },
            grid: { stroke: palette.hair, width: 1 },
            splits: () => decades(...this.#axes.y),
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
      [],
      parent,
    )
    keepFitting(this.#chart, parent)
  }

  /** What the axes show from the next drawing on. */
  set axes(axes: LogAxes) {
    this.#axes = axes
  }

  /** Draws the lines, as places along the x axis and the heights of each line there. */
  draw(data: uPlot.AlignedData): void {
    this.#chart.setData(data, true)
  }

  destroy(): void {
    this.#chart.destroy()
  }

  #ticks(): number[] {
    const { x, unit } = this.#axes
    return decades(x[0] / unit, x[1] / unit).map((split) => split * unit)
  }
}
