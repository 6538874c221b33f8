/** What kind of table a file is: by its name, else by its first bytes. */
export type TableFormat = 'csv' | 'json' | 'parquet'

const formats: Readonly<Record<string, TableFormat>> = {
  csv: 'csv',
  tsv: 'csv',
  tab: 'csv',
  txt: 'csv',
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
  parquet: 'parquet',
  pq: 'parquet',
}

/** Endings that a file dialogue offers. */
export const endings = [...Object.keys(formats).map((ending) => `.${ending}`), '.gz'].join(',')

/** The kind that a name tells, packed or not; undefined for an ending that tells none. */
export function formatOfName(name: string): TableFormat | undefined {
  const parts = name.toLowerCase().split('.').slice(1)
  if (parts.at(-1) === 'gz') parts.pop()
  const ending = parts.at(-1) ?? ''
  return Object.hasOwn(formats, ending) ? formats[ending] : undefined
}

/** The kind of a file. What its bytes say for certain counts more than its name. */
export async function formatOf(file: File): Promise<TableFormat> {
  const head = new Uint8Array(await file.slice(0, 4096).arrayBuffer())
  const text = new TextDecoder().decode(head)
  if (text.startsWith('PAR1')) return 'parquet'
  const named = formatOfName(file.name)
  if (named && named !== 'parquet') return named
  return /^\s*[[{]/.test(text) ? 'json' : 'csv'
}

/** Whether a file is packed by gzip. */
export async function isGzip(file: Blob): Promise<boolean> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer())
  return first === 0x1f && second === 0x8b
}

/** The start of a file's first line, in characters that can be shown. */
export async function firstLineOf(file: File | undefined): Promise<string> {
  const text = (await file?.slice(0, 200).text().catch(() => '')) ?? ''
  return text.split(/\r?\n/, 1)[0].slice(0, 60).replace(/[^\P{C}\t]|\uFFFD/gu, '·')
}
