/** Numbers and tables as people read them. Only for the screen: documents carry every digit. */

/** Whole numbers with thousands: 1,234,567. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

/** One thing, two things: `1 row`, `442 rows`. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`
}

/** Five significant digits, or the exponent where that reads better. */
export function number(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–'
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (size >= 1e7 || size < 1e-4) return value.toExponential(3)
  return size >= 1e5 ? count(value) : String(Number(value.toPrecision(5)))
}

/** 128 ns, 4.2 µs, 80 µs, 1.8 ms, 42 ms, 3.2 s, 2 min 5 s. */
export function duration(seconds: number): string {
  if (seconds < 1e-6) return `${Math.round(seconds * 1e9)} ns`
  if (seconds < 1e-5) return `${(seconds * 1e6).toFixed(1)} µs`
  if (seconds < 0.001) return `${Math.round(seconds * 1e6)} µs`
  if (seconds < 0.01) return `${(seconds * 1000).toFixed(1)} ms`
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}

/** Two decimals of M, one of k: 12.34 M, 5.6 k. */
export function compact(value: number): string {
  if (value >= 1e9) return `${(value / 1e9).toFixed(2)} G`
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)} M`
  if (value >= 1e4) return `${(value / 1e3).toFixed(1)} k`
  return count(value)
}

/**
 * Columns of equal width, two blanks between. `right` says which columns hold numbers and end flush.
 */
export function table(rows: readonly (readonly string[])[], right: readonly boolean[] = []): string[] {
  const widths: number[] = []
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)))
  return rows.map((row) =>
    row
      .map((cell, i) => (right[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd(),
  )
}
