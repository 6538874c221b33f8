/** Numbers and sizes as flags take them. */
import { InvalidArgumentError } from 'commander'

const UNITS: Record<string, number> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 }

/** Bytes of `512MB`, `1.5 GiB` or `4096`. A kilobyte is 1024 bytes. */
export function bytesOf(flag: string, text: string): number {
  const [, digits, unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?\s*$/i.exec(text) ?? []
  const bytes = Math.floor(Number(digits) * (UNITS[unit.toLowerCase()] ?? Number.NaN))
  if (bytes >= 1 && Number.isSafeInteger(bytes)) return bytes
  throw new InvalidArgumentError(`${flag} takes a size such as 512MB or 2GB; got '${text}'.`)
}

/** A whole number in a range. */
export function wholeOf(flag: string, text: string, [least, most]: readonly [number, number]): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw new InvalidArgumentError(`${flag} takes a whole number from ${least} to ${most}; got '${text}'.`)
}
