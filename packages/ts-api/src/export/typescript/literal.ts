/** Values as the text of a program. */
import type { Dtype } from '../../matrix.js'

/** Longest line of a program where it can be helped. */
const WIDTH = 110

/** A text in single quotes. */
export function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${inner}'`
}

/** The name of a property, quoted where it must be. */
export function property(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name)
}

/** A text inside a comment, which it cannot end. */
export function comment(text: string): string {
  return quoted(text).replaceAll('*/', '* /')
}

/** A parameter with as few digits as tell it from its neighbours of the type. */
export function parameter(value: number, dtype: Dtype): string {
  if (dtype === 'float64') return String(value)
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return String(short)
  }
  return String(value)
}

/** A list in brackets, on one line or on as many as it needs; `indent` is that of the line it starts on. */
export function list(items: readonly string[], indent: string): string {
  const whole = `[${items.join(', ')}]`
  if (indent.length + whole.length <= WIDTH) return whole
  const lines = ['']
  for (const item of items) {
    const line = lines.at(-1)!
    if (line && indent.length + line.length + item.length + 4 > WIDTH) lines.push(`${item},`)
    else lines[lines.length - 1] = line ? `${line} ${item},` : `${item},`
  }
  return `[\n${lines.map((line) => `${indent}  ${line}\n`).join('')}${indent}]`
}
