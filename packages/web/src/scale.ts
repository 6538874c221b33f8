/** A straight map from values to pixels and back. */
export interface Scale {
  readonly from: readonly [number, number]
  readonly to: readonly [number, number]
  at(value: number): number
  invert(pixel: number): number
}

export function linearScale(from: readonly [number, number], to: readonly [number, number]): Scale {
  const slope = (to[1] - to[0]) / (from[1] - from[0])
  return {
    from,
    to,
    at: (value) => to[0] + (value - from[0]) * slope,
    invert: (pixel) => from[0] + (pixel - to[0]) / slope,
  }
}

/** Round values inside [low, high], about `count` of them. */
export function roundTicks(low: number, high: number, count: number): number[] {
  const step = roundStep((high - low) / count)
  const ticks: number[] = []
  for (let index = Math.ceil(low / step); index * step <= high; index++)
    ticks.push(Number((index * step).toPrecision(12)))
  return ticks
}

/** The nearest of 1, 2, 5 × 10^k at or above the value. */
export function roundStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  const lead = value / power
  return (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10) * power
}

/** 1, 2, 5 × 10^k inside [low, high]. */
export function logTicks(low: number, high: number): number[] {
  return decades(low / 10, high)
    .flatMap((power) => [power, 2 * power, 5 * power])
    .filter((tick) => tick >= low && tick <= high)
}

/** Powers of ten inside [low, high]. */
export function decades(low: number, high: number): number[] {
  const ticks: number[] = []
  for (let power = Math.ceil(Math.log10(low) - 1e-9); power <= Math.log10(high) + 1e-9; power++) ticks.push(10 ** power)
  return ticks
}
