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
  'earlyStopping',
  'l1',
  'l2',
  'clipNorm',
  'clipValue',
  'average',
  'accumulateBatches',
  'classWeight',
  'shuffle',
  'dropLast',
  'seed',
  'initSeed',
  'numerics',
  'threads',
] as const

/** Names of the options of a run that a measurement of batch sizes leaves to its user. */
export const MEASURED_OPTIONS = [
  'loss',
  'optimizer',
  'l1',
  'l2',
  'clipNorm',
  'clipValue',
  'classWeight',
  'shuffle',
  'dropLast',
  'seed',
  'initSeed',
  'numerics',
  'threads',
] as const satisfies readonly (typeof TRAINING_OPTIONS)[number][]

/** Names of the options of a run that a search leaves to its user; what it tunes begins at some of them. */
export const TUNED_RUN_OPTIONS = ['loss', 'optimizer', 'schedule', 'epochs', 'l1', 'clipNorm', 'clipValue', 'classWeight', 'shuffle', 'seed', 'numerics', 'threads'] as const

/** Names of the options that say how a table becomes a matrix. */
export const TABLE_OPTIONS = ['task', 'exclude', 'categorical', 'numeric', 'sampleWeight', 'dtype'] as const

/** Names of the options that shape each hidden layer, for all of them alike. */
export const LAYER_OPTIONS = ['activation', 'dropout'] as const

/** The flag of an option: `--learning-rate` of `learningRate`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** The flag, when the name is one of an option of the core that has one. */
export function knownFlag(name: string): string | undefined {
  const all: readonly string[] = [
    ...TRAINING_OPTIONS,
    ...TABLE_OPTIONS,
    ...LAYER_OPTIONS,
    'hidden',
    'target',
    'delimiter',
    'memory',
    'keep',
    'folds',
    'maxUnpacked',
    'batchSizes',
    'seeds',
    'targetLoss',
    'budget',
    'trials',
  ]
  return all.includes(name) ? flagOf(name) : undefined
}

/** The commander option for an option of the core. */
export function coreFlag(group: OptionGroup, name: string): Option {
  if (name === 'earlyStopping') return earlyStoppingFlag()
  if (name === 'hidden') return hiddenFlag()
  if (name === 'classWeight') return classWeightFlag()
  const { description: said, form } = coreOption(group, name)
  const flag = flagOf(name)
  const description = listsNames(said, form) ? `${said}. One of: ${namesOf(form).join(', ')}` : said
  if (name === 'target') return targetFlag(description)
  if (name === 'sampleWeight') return new Option(`${flag} <col>`, description)
  if (form.boolean) return new Option(flag, description)
  return new Option(`${flag} <${valueName(form)}>`, description).argParser((text) => valueOf(flag, form, text))
}

/** Training needs one, so the default of the schema, none, does not hold here. */
function targetFlag(description: string): Option {
  return new Option('--target <col>', `${description.replace(/ Default .*$/, '')} (required)`)
}

/** Epochs of patience alone, the usual way to say it; or JSON with all its options. */
function earlyStoppingFlag(): Option {
  const { description } = coreOption('Config', 'earlyStopping')
  const { form, description: patience } = coreOption('EarlyStopping', 'patience')
  return new Option('--early-stopping <epochs|auto|none>', `${description}. ${patience}`).argParser((text) => {
    // Commander makes an empty text of null: the command reads the word.
    if (text === 'auto' || text === 'none') return text
    if (text.startsWith('{')) return objectOf('--early-stopping', text)
    return { patience: valueOf('--early-stopping', { ...form, words: ['auto', 'none'] }, text) }
  })
}

/** Units alone; the activation and the dropout are flags for all layers alike. */
function hiddenFlag(): Option {
  const { description } = coreOption('Config', 'hidden')
  return new Option('--hidden <n,n>', `${description}. Their units: 64,32 for two; with --model mlp 64`).argParser((text) =>
    numberList('--hidden', text, 'whole numbers of at least 1', (value) => Number.isInteger(value) && value >= 1),
  )
}

/** The rows of an update, or that they be measured: which changes the result, so only commands that say so take it. */
export function measuredBatchSizeFlag(): Option {
  const { description, form } = coreOption('Config', 'batchSize')
  const text = `${description}. auto: the size that gets to a good loss soonest on this machine, measured before the run`
  const words = [...form.words, 'auto']
  return new Option('--batch-size <n|full|auto>', text).argParser((value) => valueOf('--batch-size', { ...form, words }, value))
}

function classWeightFlag(): Option {
  const { description } = coreOption('Config', 'classWeight')
  return new Option('--class-weight <balanced|number,number>', description).argParser((text) =>
    text === 'balanced' ? text : numberList('--class-weight', text, "'balanced' or numbers of at least 0", (value) => value >= 0),
  )
}

function numberList(flag: string, text: string, expected: string, fits: (value: number) => boolean): number[] {
  const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  if (values.every((value) => Number.isFinite(value) && fits(value))) return values
  throw new InvalidArgumentError(`${flag} takes ${expected}, parted by commas; got '${text}'.`)
}

/** Words up to which a flag shows them all; with more it says `<name>` and its text lists them. */
const SHOWN_WORDS = 4

/** Whether the description must name the words: there are too many for the flag, and it does not by itself. */
function listsNames(description: string, form: OptionForm): boolean {
  return form.words.length > SHOWN_WORDS && !namesOf(form).every((name) => description.includes(`'${name}'`))
}

/** The words that are names, without `auto`, which the descriptions explain. */
function namesOf({ words }: OptionForm): readonly string[] {
  return words.filter((word) => word !== 'auto')
}

function valueName(form: OptionForm): string {
  const kinds: string[] = []
  if (form.list) return 'col,col'
  if (form.number) kinds.push('number')
  else if (form.integer) kinds.push('n')
  else if (form.text) kinds.push('text')
  if (form.words.length <= SHOWN_WORDS) return [...kinds, ...form.words].join('|')
  return [...kinds, 'name', ...(form.words.includes('auto') ? ['auto'] : [])].join('|')
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
