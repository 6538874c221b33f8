import type { Activation } from '../../generated/options.js'

/** The functions that an exported module may need, as text. Each program holds those it uses, and what these use. */

/** What tells a plain number from other texts: those with leading zeros or more digits than a float keeps stay texts. */
export const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
export const IDENTIFIER = /^[+-]?(0\d+|\d{16,})$/

/** A name, the functions and constants it calls upon, and its text. */
interface Definition {
  readonly uses?: readonly string[]
  readonly text: string
}

const ERROR_FUNCTION = `/** The error function, by its series of positive terms (Abramowitz and Stegun 7.1.6). */
function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x)
  let term = (2 / Math.sqrt(Math.PI)) * x * Math.exp(-x * x)
  let sum = term
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return sum
}`

const CELL = `/** A cell as a table would hold it: texts trimmed, null where it is missing. */
function cellOf(row: Row, name: keyof Row): string | number | null {
  if (!(name in row)) throw new TypeError(\`The row lacks column '\${name}'.\`)
  const cell: unknown = row[name]
  if (cell === null || cell === undefined || Number.isNaN(cell)) return null
  if (typeof cell === 'number') return cell
  if (typeof cell === 'bigint') return Number(cell)
  if (cell instanceof Date && !Number.isNaN(cell.getTime())) return cell.toISOString()
  if (typeof cell !== 'string' && typeof cell !== 'boolean') throw misread(name, 'a number, text, boolean or Date', cell)
  const text = String(cell).replace(/^\\p{White_Space}+|\\p{White_Space}+$/gu, '')
  return MISSING.has(text.toLowerCase()) ? null : text
}`

const MISREAD = `function misread(name: string, expected: string, cell: unknown): TypeError {
  const got = typeof cell === 'string' ? \`'\${cell}'\` : String(cell)
  return new TypeError(\`Column '\${name}': expected \${expected}, got \${got}. Leave the cell empty (null) if it is missing.\`)
}`

const NUMBER_OF = `/** The finite number in a cell, null where it is missing. */
function numberOf(row: Row, name: keyof Row): number | null {
  const cell = cellOf(row, name)
  if (cell === null) return null
  const number = typeof cell === 'number' || NUMBER.test(cell) ? Number(cell) : NaN
  if (!Number.isFinite(number)) throw misread(name, 'a number', cell)
  return number
}`

const DATE_OF = `/** The date in a cell as days since 1970-01-01 (UTC), null where it is missing. */
function dateOf(row: Row, name: keyof Row): number | null {
  const cell = cellOf(row, name)
  if (cell === null) return null
  const [text, date = '', hours = '0', minutes = '0', seconds = '0', fraction = '', sign = '+', zoneHours = '0', zoneMinutes = '0'] =
    DATE.exec(String(cell)) ?? []
  const midnight = Date.parse(\`\${date}T00:00:00Z\`)
  const exists = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date)
  const inRange = [hours, zoneHours].every((hour) => Number(hour) < 24) && [minutes, seconds, zoneMinutes].every((part) => Number(part) < 60)
  if (text === undefined || !exists || !inRange) throw misread(name, 'an ISO 8601 date', cell)
  const zone = (Number(zoneHours) * 3600 + Number(zoneMinutes) * 60) * (sign === '+' ? 1 : -1)
  const whole = midnight / 1000 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) - zone
  return (whole + Number(fraction.padEnd(6, '0')) / 1e6) / 86400
}`

const LEVEL_OF = `/** The level in a cell: a text, a number by its value, null where it is missing. Texts such as 007 stay texts. */
function levelOf(row: Row, name: keyof Row): string | number | null {
  const cell = cellOf(row, name)
  const number = typeof cell === 'string' && NUMBER.test(cell) && !IDENTIFIER.test(cell) ? Number(cell) : NaN
  return Number.isFinite(number) ? number : cell
}`

const DATE =
  String.raw`/^(\d{4}-\d\d-\d\d)(?:[Tt _](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,6}))?)?(?:[Zz]|([+\-\u2212])(\d\d):?(\d\d))?)?$/`

function activation(name: Activation, formula: string): string {
  return `function ${name}(z: number): number {\n  return ${formula}\n}`
}

const DEFINITIONS = {
  identity: { text: activation('identity', 'z') },
  relu: { text: activation('relu', 'Math.max(0, z)') },
  leakyRelu: { text: activation('leakyRelu', 'z > 0 ? z : 0.01 * z') },
  elu: { text: activation('elu', 'z > 0 ? z : Math.expm1(z)') },
  tanh: { text: activation('tanh', 'Math.tanh(z)') },
  sigmoid: { text: activation('sigmoid', 'z < 0 ? Math.exp(z) / (1 + Math.exp(z)) : 1 / (1 + Math.exp(-z))') },
  silu: { uses: ['sigmoid'], text: activation('silu', 'z * sigmoid(z)') },
  softplus: { text: activation('softplus', 'Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z)))') },
  gelu: { uses: ['erf'], text: activation('gelu', '0.5 * z * (1 + erf(z * Math.SQRT1_2))') },
  geluTanh: {
    uses: ['sigmoid'],
    text: activation('geluTanh', 'z * sigmoid(2 * Math.sqrt(2 / Math.PI) * z * (1 + 0.044715 * z * z))'),
  },
  erf: { text: ERROR_FUNCTION },
  NUMBER: { text: `const NUMBER = ${String(NUMBER)}` },
  IDENTIFIER: { text: `const IDENTIFIER = ${String(IDENTIFIER)}` },
  DATE: { text: `const DATE =\n  ${DATE}` },
  cellOf: { uses: ['misread'], text: CELL },
  misread: { text: MISREAD },
  numberOf: { uses: ['cellOf', 'NUMBER'], text: NUMBER_OF },
  dateOf: { uses: ['cellOf', 'DATE'], text: DATE_OF },
  levelOf: { uses: ['cellOf', 'NUMBER', 'IDENTIFIER'], text: LEVEL_OF },
  standardised: {
    text: `/** A missing number counts as the mean. */
function standardised(number: number | null, mean: number, scale: number): number {
  return number === null ? 0 : (number - mean) / scale
}`,
  },
  withFlag: {
    uses: ['standardised'],
    text: `/** The number standardised, and whether it is missing. */
function withFlag(number: number | null, mean: number, scale: number): number[] {
  return [standardised(number, mean, scale), number === null ? 1 : 0]
}`,
  },
  oneHot: {
    text: `/** 1 at the level; null is the level of missing cells. Zeros for a level that training did not meet. */
function oneHot(level: string | number | null, levels: readonly (string | number | null)[]): number[] {
  return levels.map((known) => (known === level ? 1 : 0))
}`,
  },
} satisfies Record<string, Definition>

/** The name of such a function. */
export type FunctionName = keyof typeof DEFINITIONS

/** The texts of these functions and of what they use, each once. */
export function definitionsOf(names: Iterable<FunctionName>): string[] {
  const found = new Set<string>()
  const visit = (name: string): void => {
    if (found.has(name)) return
    found.add(name)
    const definition: Definition = DEFINITIONS[name as FunctionName]
    definition.uses?.forEach(visit)
  }
  for (const name of names) visit(name)
  const definitions = Object.entries(DEFINITIONS).filter(([name]) => found.has(name))
  return definitions.map(([, { text }]) => text)
}
