/**
 * Round numbers for an axis: 1, 2 or 5 times a power of ten, about `count` of them, inside [low, high].
 */
export function ticks(low: number, high: number, count: number): number[] {
  const step = roundStep((high - low) / Math.max(1, count))
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step)
}

/** A tick's label, with the digits its step needs. */
export function tickLabel(value: number, step: number): string {
  const largest = Math.max(Math.abs(value), step)
  if (largest >= 1e6 || (largest < 1e-4 && value !== 0)) return value.toExponential(1)
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9))
  return (Math.abs(value) < step / 1e6 ? 0 : value).toFixed(Math.min(digits, 8))
}

function roundStep(rough: number): number {
  if (!(rough > 0) || !Number.isFinite(rough)) return 1
  const power = 10 ** Math.floor(Math.log10(rough))
  const ratio = rough / power
  return (ratio < 1.5 ? 1 : ratio < 3.5 ? 2 : ratio < 7.5 ? 5 : 10) * power
}
