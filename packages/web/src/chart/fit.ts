/** Keeps a chart as large as its place, until it is destroyed. */
import type uPlot from 'uplot'

export function keepFitting(chart: uPlot, parent: HTMLElement): void {
  const observer = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = parent
    if (width > 0 && height > 0 && (width !== chart.width || height !== chart.height)) chart.setSize({ width, height })
  })
  observer.observe(parent)
  ;(chart.hooks.destroy ??= []).push(() => observer.disconnect())
}
