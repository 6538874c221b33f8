/** What kind of table a file holds: by its ending, by what was said, by its first bytes. */
import { basename } from 'node:path'

export type Kind = 'csv' | 'json' | 'parquet' | 'arrow'

/** What `--format` takes. JSON lines are told from an array by their first bytes. */
export const FORMATS = ['csv', 'tsv', 'json', 'jsonl', 'parquet', 'arrow'] as const
export type Format = (typeof FORMATS)[number]

const KINDS: Readonly<Record<string, Kind>> = {
  csv: 'csv',
  tsv: 'csv',
  tab: 'csv',
  txt: 'csv',
  parquet: 'parquet',
  pq: 'parquet',
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
  arrow: 'arrow',
  arrows: 'arrow',
  feather: 'arrow',
  ipc: 'arrow',
}

/** How a file is packed. */
export type Packing = 'gz' | 'zst' | undefined

/** The kind and the packing that a name tells: of `a.csv.gz` CSV and gzip; kind undefined for an ending that tells none. */
export function kindOfName(path: string): { readonly kind: Kind | undefined; readonly packing: Packing } {
  const parts = basename(path).toLowerCase().split('.').slice(1)
  const last = parts.at(-1)
  const packing = last === 'gz' || last === 'zst' ? last : undefined
  if (packing) parts.pop()
  const ending = parts.at(-1) ?? ''
  return { kind: Object.hasOwn(KINDS, ending) ? KINDS[ending] : undefined, packing }
}

export function kindOfFormat(format: Format): Kind {
  return KINDS[format]!
}

/** Bytes that `kindOfBytes` looks at. */
export const HEAD = 64

const MARKS: readonly (readonly [string, Kind | 'gzip' | 'zstd' | 'zip'])[] = [
  ['PAR1', 'parquet'],
  ['ARROW1', 'arrow'],
  ['\xff\xff\xff\xff', 'arrow'],
  ['\x1f\x8b', 'gzip'],
  ['\x28\xb5\x2f\xfd', 'zstd'],
  ['PK\x03\x04', 'zip'],
]

/** What a file begins as; undefined for one that begins as text does. */
export function markOf(head: Uint8Array): Kind | 'gzip' | 'zstd' | 'zip' | undefined {
  const text = Buffer.from(head.subarray(0, 8)).toString('latin1')
  return MARKS.find(([mark]) => text.startsWith(mark))?.[1]
}

/** The kind of text: JSON begins with a bracket, all else is CSV. */
export function kindOfText(head: Uint8Array): Kind {
  const [first] = new TextDecoder().decode(head).trimStart()
  return first === '{' || first === '[' ? 'json' : 'csv'
}
