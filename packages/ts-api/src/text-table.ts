/** Results as text. */
import type { Spread } from './selection/spread.js'

/** Lines of columns of equal width, two blanks between; `endsFlush` says which end flush. Default: all but the first. */
export function tableLines(rows: readonly (readonly string[])[], endsFlush = (column: number) => column > 0): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  const pad = (cell: string, column: number) =>
    endsFlush(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)
  return rows.map((row) => row.map(pad).join('  ').trimEnd())
}

/** The same as one text. */
export function textTable(rows: readonly (readonly string[])[]): string {
  return tableLines(rows).join('\n')
}

/** Four significant digits; a dash for what is not defined. */
export function shown(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–'
  if (Number.isInteger(value)) return value.toLocaleString('en-US')
  const size = Math.abs(value)
  return size >= 1e-4 && size < 1e6 ? String(Number(value.toPrecision(4))) : value.toExponential(3)
}

/** `0.4812 ± 0.0153`. */
export function shownSpread(spread: Spread | null): string {
  return spread ? `${shown(spread.mean)} ± ${shown(spread.sd)}` : shown(null)
}

/** A time in the unit in which it is easiest to read. */
export function shownSeconds(seconds: number | null): string {
  if (seconds === null) return shown(null)
  for (const [unit, size] of [['s', 1], ['ms', 1e-3], ['µs', 1e-6]] as const) {
    if (seconds >= size) return `${Number((seconds / size).toPrecision(3))} ${unit}`
  }
  return `${Number((seconds * 1e9).toPrecision(3))} ns`
}

/** Memory in the unit in which it is easiest to read. */
export function shownBytes(bytes: number): string {
  for (const [unit, size] of [['GB', 1e9], ['MB', 1e6], ['kB', 1e3]] as const) {
    if (bytes >= size) return `${Number((bytes / size).toPrecision(3))} ${unit}`
  }
  return `${bytes} B`
}
