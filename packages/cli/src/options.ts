/**
 * Flags that are options of the core, made from the schema: `learningRate` becomes `--learning-rate <number|auto>` with
 * the core's documentation. Ranges are the core's to check; here only what text must be turned into is settled.
 */
import { InvalidArgumentError, Option } from 'commander'
import { coreOption, type OptionForm, type OptionGroup } from './schema.js'

/** Names of the options a training run takes, in the order of the help. */
export const TRAINING_OPTIONS = [
  'loss',
  'optimizer',
  'learningRate',
  'schedule',
  'batchSize',
  'epochs',
  'l2',
  'earlyStopping',
  'shuffle',
  'dropLast',
  'seed',
] as const

/** Names of the options that say how a table becomes a matrix. */
export const TABLE_OPTIONS = ['task', 'exclude', 'categorical', 'numeric', 'sampleWeight', 'dtype'] as const

/** The flag of an option: `--learning-rate` of `learningRate`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** The flag, when the name is one of an option of the core that has one. */
export function knownFlag(name: string): string | undefined {
  const all: readonly string[] = [...TRAINING_OPTIONS, ...TABLE_OPTIONS, 'target', 'delimiter', 'keep']
  return all.includes(name) ? flagOf(name) : undefined
}

/** The commander option for an option of the core. */
export function coreFlag(group: OptionGroup, name: string): Option {
  if (name === 'earlyStopping') return earlyStoppingFlag()
  const { description, form } = coreOption(group, name)
  const flag = flagOf(name)
  if (name === 'target') return targetFlag(description)
  if (name === 'sampleWeight') return new Option(`${flag} <col>`, description)
  if (form.boolean) return new Option(flag, description)
  return new Option(`${flag} <${valueName(form)}>`, description).argParser((text) => valueOf(flag, form, text))
}

/** Training needs one, so the default of the schema, none, does not hold here. */
function targetFlag(description: string): Option {
  return new Option('--target <col>', `${description.replace(/ Default .*$/, '')} (required)`)
}

/** Epochs of patience alone, the usual way to say it. */
function earlyStoppingFlag(): Option {
  const { description } = coreOption('Config', 'earlyStopping')
  const { form, description: patience } = coreOption('EarlyStopping', 'patience')
  return new Option('--early-stopping <epochs|auto|none>', `${description}. ${patience}`).argParser((text) => {
    if (text === 'auto') return text
    if (text === 'none') return null
    return { patience: valueOf('--early-stopping', { ...form, words: ['auto', 'none'] }, text) }
  })
}

function valueName(form: OptionForm): string {
  const kinds: string[] = []
  if (form.list) return 'col,col'
  if (form.number) kinds.push('number')
  else if (form.integer) kinds.push('n')
  else if (form.text) kinds.push('text')
  return [...kinds, ...form.words].join('|')
}

/** The value a flag's text stands for. */
function valueOf(flag: string, form: OptionForm, text: string): unknown {
  if (form.words.includes(text)) return text
  if (form.list) return columnList(text)
  if (form.object && text.startsWith('{')) return objectOf(flag, text)
  if (form.number || form.integer) {
    const value = text.trim() === '' ? Number.NaN : Number(text)
    const whole = Number.isSafeInteger(value) && value >= (form.minimum ?? -Infinity)
    if (form.number ? Number.isFinite(value) : whole) return value
  }
  if (form.text) return text
  throw new InvalidArgumentError(`${flag} takes ${expected(form)}; got '${text}'.`)
}

function expected(form: OptionForm): string {
  const range = form.minimum === 0 ? ` from 0 to ${Number.MAX_SAFE_INTEGER}` : ''
  const kinds = form.number ? ['a number'] : form.integer ? [`a whole number${range}`] : []
  const all = [...kinds, ...form.words.map((word) => `'${word}'`)]
  return all.length > 1 ? `${all.slice(0, -1).join(', ')} or ${all.at(-1)}` : (all[0] ?? 'another value')
}

function objectOf(flag: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new InvalidArgumentError(`${flag} begins like JSON but is not: check its quotes and braces.`)
  }
}

/** Names parted by commas. A name with a comma in it is written in double quotes. */
export function columnList(text: string): string[] {
  const names = text.match(/"(?:[^"]|"")*"|[^,]+/g) ?? []
  return names.map((name) => {
    const trimmed = name.trim()
    return trimmed.startsWith('"') ? trimmed.slice(1, -1).replaceAll('""', '"') : trimmed
  })
}

/** The values of the named options that were given. */
export function given(values: object, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== undefined && names.includes(name)))
}
