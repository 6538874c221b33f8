/**
 * Options from a file: JSON or YAML, a flat object of the names that the flags have, in camelCase. A value is read as its
 * flag reads it, so that one set of rules holds for both; a flag on the command line goes before the file.
 */
import { readFile } from 'node:fs/promises'
import { type Command, InvalidArgumentError, type Option } from 'commander'
import { closest, distance } from 'fastest-levenshtein'
import { CommandError } from './exit.js'

/** Options that are about the command line itself: no file has them. */
const NOT_IN_FILES = ['config', 'printConfig', 'help', 'json', 'quiet']

/** Ways to say which rows: a flag of one makes all of them void in the file. */
const TABLES = ['data', 'sql', 'database', 'prepared']

/** A value of a file, and where it stands. */
interface Entry {
  readonly path: string
  readonly name: string
  readonly value: unknown
}

/**
 * Sets what a file says for the options that the command line left out. A relative path in it counts from the working
 * directory, as on the command line; null is left out.
 *
 * @throws CommandError IO_FAILED; OPTION_INVALID for what is no JSON or YAML, an unknown name, a value of another kind
 */
export async function takeConfigFile(command: Command, path: string): Promise<void> {
  const options = new Map(
    command.options
      .map((option) => [option.attributeName(), option] as const)
      .filter(([name]) => !NOT_IN_FILES.includes(name)),
  )
  const places = command.registeredArguments.map((argument) => argument.name())
  const isGiven = (name: string) =>
    command.getOptionValueSource(name) === 'cli' || command.processedArgs[places.indexOf(name)] !== undefined
  const tableIsGiven = TABLES.some(isGiven)
  for (const [name, value] of Object.entries(await valuesOf(path))) {
    const entry = { path, name, value }
    const option = options.get(name)
    if (option === undefined && !places.includes(name)) throw unknown(entry, [...places, ...options.keys()])
    if (value === null || isGiven(name) || (tableIsGiven && TABLES.includes(name))) continue
    if (option === undefined) command.processedArgs[places.indexOf(name)] = pathOf(entry)
    else command.setOptionValueWithSource(name, valueOf(option, entry), 'config')
  }
  partLearningRates(command)
}

/** What a command was left with, by the names and in the form that a file takes. */
export function asFileValues(flags: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(flags).filter(([name, value]) => value !== undefined && !NOT_IN_FILES.includes(name)))
}

async function valuesOf(path: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'there is no such file' : cause.message
    throw new CommandError('IO_FAILED', `Cannot read the config file '${path}': ${why}.`, { details: { path } })
  })
  // An empty YAML file is null.
  const values = (await parsed(text, path)) ?? {}
  if (typeof values === 'object' && !Array.isArray(values)) return values as Record<string, unknown>
  throw invalid(path, `The config file '${path}' must hold names of options with their values, such as epochs: 20; got ${shown(values)}.`)
}

async function parsed(text: string, path: string): Promise<unknown> {
  const isJson = /\.json$/i.test(path)
  try {
    if (isJson) return JSON.parse(text) as unknown
    const { parse } = await import('yaml')
    return parse(text, { logLevel: 'error' }) as unknown
  } catch (cause) {
    const [first = ''] = (cause as Error).message.split('\n')
    throw invalid(path, `The config file '${path}' is not ${isJson ? 'JSON' : 'YAML'}: ${first.replace(/[:.]$/, '')}.`)
  }
}

/** The rate stands beside the optimizer or inside it: the one on the command line takes the other's place. */
function partLearningRates(command: Command): void {
  const { optimizer, learningRate } = command.opts<{ optimizer?: unknown; learningRate?: unknown }>()
  if (learningRate === undefined || typeof optimizer !== 'object' || optimizer === null || !('learningRate' in optimizer)) return
  const [given, beside] = ['optimizer', 'learningRate'].map((name) => command.getOptionValueSource(name))
  if (given === 'cli' && beside === 'config') command.setOptionValueWithSource('learningRate', undefined, 'config')
  if (given !== 'config' || beside !== 'cli') return
  const { learningRate: _, ...others } = optimizer
  command.setOptionValueWithSource('optimizer', others, 'config')
}

function pathOf(entry: Entry): string {
  if (typeof entry.value === 'string') return entry.value
  throw wrong(entry, 'the path of a table')
}

function valueOf(option: Option, entry: Entry): unknown {
  if (isSwitch(option) !== (typeof entry.value === 'boolean')) throw wrong(entry, expectedOf(option))
  if (isSwitch(option)) return entry.value
  const text = textOf(entry.value)
  try {
    return option.parseArg === undefined ? text : option.parseArg(text, undefined)
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error
    // The flag's own sentence tells it: `--epochs takes a whole number or 'auto'; got 'x'.`
    throw wrong(entry, / takes (.*); got /su.exec(error.message)?.[1] ?? expectedOf(option))
  }
}

/** What a flag would have been given. A name in a list is quoted where its commas would part it. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (!Array.isArray(value)) return typeof value === 'object' ? JSON.stringify(value) : String(value)
  return value
    .map(textOf)
    .map((text) => (/[",]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
    .join(',')
}

/** A flag without a value, `--no-…` too. */
function isSwitch({ required, optional }: Option): boolean {
  return !required && !optional
}

function expectedOf(option: Option): string {
  if (isSwitch(option)) return 'true or false'
  if (option.argChoices !== undefined) return `one of ${option.argChoices.map((choice) => `'${choice}'`).join(', ')}`
  return `a value, ${/<(.*)>/.exec(option.flags)?.[1] ?? 'text'}`
}

function wrong({ path, name, value }: Entry, expected: string): CommandError {
  return invalid(path, `Option '${name}' in ${path} takes ${expected}; got ${shown(value)}.`, { option: name, expected, got: value })
}

function unknown({ path, name }: Entry, known: readonly string[]): CommandError {
  const near = closest(name, known)
  const isNear = distance(name.toLowerCase(), near.toLowerCase()) <= Math.max(2, name.length / 3)
  const hint = isNear ? `Did you mean '${near}'?` : 'Names are those of the flags in camelCase, learningRate for --learning-rate.'
  return invalid(path, `Unknown option '${name}' in ${path}. ${hint}`, { option: name })
}

function invalid(path: string, message: string, details: object = {}): CommandError {
  return new CommandError('OPTION_INVALID', message, { details: { file: path, ...details } })
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
