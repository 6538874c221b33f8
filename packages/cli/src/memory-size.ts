/** Amounts of memory as people write them: `512MB`, `2GB`, `1.5GiB`. */
import { InvalidArgumentError, Option } from 'commander'

const UNITS: Record<string, number> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
}

/** `--memory 512MB`. */
export function memoryFlag(): Option {
  return new Option(
    '--memory <size>',
    'Memory for the table, its encoded rows and the buffers of the run, such as 512MB or 2GB. What is more goes to files and is trained from there; the result is the same, and too little of it is an error that names the least. Default: no bound',
  ).argParser(bytesOf)
}

function bytesOf(text: string): number {
  const [, amount = '', unit = 'b'] = /^([\d.]+)\s*([a-z]+)?$/i.exec(text.trim()) ?? []
  const bytes = Math.floor(Number(amount || Number.NaN) * (UNITS[unit.toLowerCase()] ?? Number.NaN))
  if (Number.isSafeInteger(bytes) && bytes >= 1) return bytes
  throw new InvalidArgumentError(`--memory takes an amount such as 512MB, 2GB or 1.5GiB; got '${text}'.`)
}
