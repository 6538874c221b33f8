/** Where the sliders stop: batch sizes that double, and learning rates twelve a decade. */

/** Batch sizes the slider stops at: 1 2 4 … , 100 and n. */
export function sizeStops(rows: number): number[] {
  const stops = new Set([rows])
  if (rows > 100) stops.add(100)
  for (let size = 1; size < rows; size *= 2) stops.add(size)
  return [...stops].toSorted((a, b) => a - b)
}

/** The number of the stop nearest to a size, by their ratio. */
export function nearestStop(stops: readonly number[], size: number): number {
  return stops.reduce(
    (best, stop, index) => (Math.abs(Math.log(stop / size)) < Math.abs(Math.log(stops[best] / size)) ? index : best),
    0,
  )
}

/** Learning rates of the slider: 10⁻⁴ … 1, twelve a decade. */
const ratesADecade = 12
const rateDecades = 4

/** The last stop of the rates; the first is 0. */
export const lastRateStop = ratesADecade * rateDecades

export function rateAt(stop: number): number {
  return Number((10 ** (stop / ratesADecade - rateDecades)).toPrecision(2))
}

export function stopOfRate(rate: number): number {
  return Math.round((Math.log10(rate) + rateDecades) * ratesADecade)
}
