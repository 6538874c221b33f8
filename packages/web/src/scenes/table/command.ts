/** The line that does the same in a terminal: what differs from the command's defaults, and nothing else. */
import { type TableFormat, formatOfName } from './format.ts'
import type { TableRecipe } from './recipe.ts'

/** Rows an update when none are given. */
const defaultBatchSize = 64

/** The file as a terminal has it. */
export interface CommandFile {
  readonly name: string
  readonly format: TableFormat
  /** A command that writes the rows in use, where they are not all of the file. */
  readonly source?: string | undefined
}

export function trainCommand(file: CommandFile, recipe: TableRecipe): string {
  const { target, task, held, seed, batchSize, learningRate, epochs, hidden } = recipe
  const words = [...placeOf(file), '--target', quoted(target)]
  if (task !== 'auto') words.push('--task', task)
  for (const list of ['exclude', 'categorical', 'numeric'] as const)
    if (recipe[list].length > 0) words.push(`--${list}`, quoted(recipe[list].map(listed).join(',')))
  if (hidden.length > 0) words.push('--hidden', hidden.join(','))
  if (hidden.length > 0 && held === 0) words.push('--early-stopping', 'none')
  if (held > 0) words.push('--validation', String(held))
  if (batchSize !== defaultBatchSize) words.push('--batch-size', String(batchSize))
  if (learningRate !== 'auto') words.push('--learning-rate', String(learningRate))
  if (epochs !== 'auto') words.push('--epochs', String(epochs))
  words.push('--seed', String(seed))
  return words.join(' ')
}

function placeOf({ name, format, source }: CommandFile): string[] {
  if (source !== undefined) return [source, '|', 'minibatch', 'train', '-', '--format', format]
  const known = formatOfName(name) === format
  return ['minibatch', 'train', quoted(name), ...(known ? [] : ['--format', format])]
}

/** A name in a list parted by commas. */
function listed(name: string): string {
  return /[",]|^\s|\s$/.test(name) ? `"${name.replaceAll('"', '""')}"` : name
}

/** A word as a POSIX shell takes it. */
export function quoted(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) && !word.startsWith('-') ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
