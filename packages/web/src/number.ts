/** Numbers as the page writes them: comma for thousands, a true minus, no more digits than are known. */
const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** 20000 → "20,000". */
export function whole(value: number): string {
  return grouped.format(value).replace('-', '−')
}

/** Three significant digits: 0.2519 → "0.252", 9.939 → "9.94", 4321 → "4,320". */
export function significant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '–'
  if (value === 0) return '0'
  const magnitude = Math.floor(Math.log10(Math.abs(value)))
  if (magnitude >= 9) return value.toExponential(digits - 1).replace('e+', 'e')
  if (magnitude >= digits) return whole(Number(value.toPrecision(digits)))
  if (magnitude < -4) return value.toExponential(digits - 1).replace('e-', 'e−')
  return value.toFixed(Math.max(0, digits - 1 - magnitude)).replace('-', '−')
}

/** So many digits after the point: for columns of numbers. */
export function fixed(value: number, digits: number): string {
  return value.toFixed(digits).replace('-', '−')
}

/** As few digits as say the value: 0.01 → "0.01", 0.0316 → "0.0316". */
export function plain(value: number): string {
  return String(Number(value.toPrecision(3))).replace('-', '−')
}

/** Label of a power of ten on an axis: 1000 → "1k". */
export function decade(power: number): string {
  const value = Number(power.toPrecision(6))
  if (value >= 1e6) return `${value / 1e6}M`
  if (value >= 1e3) return `${value / 1e3}k`
  return String(Number(value.toPrecision(1)))
}

/** Seconds in the unit that suits them: 1.2e-6 → "1.2 µs". */
export function duration(seconds: number): string {
  const { unit, size } = timeUnit(seconds)
  return `${significant(seconds / size, 2)} ${unit}`
}

const spokenUnits: Readonly<Record<string, string>> = {
  ns: 'nanoseconds',
  µs: 'microseconds',
  ms: 'milliseconds',
  s: 'seconds',
}

/** Seconds as they are read out: 1.2e-6 → "1.2 microseconds". */
export function spokenDuration(seconds: number): string {
  const { unit, size } = timeUnit(seconds)
  return `${significant(seconds / size, 2)} ${spokenUnits[unit]}`
}

export interface TimeUnit {
  readonly unit: string
  /** Its length in seconds. */
  readonly size: number
}

export function timeUnit(seconds: number): TimeUnit {
  if (seconds < 1e-6) return { unit: 'ns', size: 1e-9 }
  if (seconds < 1e-3) return { unit: 'µs', size: 1e-6 }
  if (seconds < 1) return { unit: 'ms', size: 1e-3 }
  return { unit: 's', size: 1 }
}

/** A rate a second: 23.1e6 → "23 M". */
export function perSecond(value: number): string {
  // What rounds up to the next unit is written in it.
  if (value >= 9.95e5) return `${significant(value / 1e6, 2)} M`
  if (value >= 9950) return `${significant(value / 1e3, 2)} k`
  return significant(value, 2)
}

/** "1 update", "20 updates". */
export function counted(count: number, noun: string): string {
  return `${whole(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** Bytes as people read them: 1536 → "1.5 kB". */
export function bytes(count: number): string {
  if (count < 1000) return counted(count, 'byte')
  if (count < 1e6) return `${significant(count / 1e3, 3)} kB`
  if (count < 1e9) return `${significant(count / 1e6, 3)} MB`
  return `${significant(count / 1e9, 3)} GB`
}
