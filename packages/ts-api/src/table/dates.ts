/** Days and moments as ISO 8601 texts, which the core reads. */

const MILLISECONDS_PER_DAY = 86_400_000

/** Beyond it a Date cannot count, and no ISO 8601 text of four digits stands for it anyhow. */
const MOST_MILLISECONDS = 8.64e15

/** A day since 1970-01-01 as `2024-01-31`. */
export function dayText(days: number): string {
  return isoText(days * MILLISECONDS_PER_DAY).slice(0, -'T00:00:00.000Z'.length)
}

/** How many of a unit (0 seconds, 1 milli-, 2 micro-, 3 nanoseconds) make a second, as a power of ten. */
const DIGITS = [0, 3, 6, 9]

/** Writes moments that count so many units since 1970-01-01 UTC: `2024-01-31T10:30:00.123456Z`. */
export function momentText(unit: number): (moment: number | bigint) => string {
  const perSecond = 10n ** BigInt(DIGITS[unit] ?? 3)
  return (moment) => {
    const whole = BigInt(moment)
    const fraction = ((whole % perSecond) + perSecond) % perSecond
    const text = isoText(Number((whole - fraction) / perSecond) * 1000)
    const digits = (DIGITS[unit] ?? 3) === 0 ? '' : `.${String(fraction).padStart(DIGITS[unit] ?? 3, '0')}`
    // The core counts microseconds.
    return `${text.slice(0, -'.000Z'.length)}${digits.slice(0, 7)}Z`
  }
}

/** A text even where there is no such date: the core then says which cell it is. */
function isoText(milliseconds: number): string {
  if (Math.abs(milliseconds) <= MOST_MILLISECONDS) return new Date(milliseconds).toISOString()
  return `${milliseconds < 0 ? '-' : '+'}999999-01-01T00:00:00.000Z`
}
