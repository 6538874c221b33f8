/** The line that does the same in a terminal: what differs from the command's defaults, and nothing else. */
import type { TableOptions } from './training.ts'

/** Rows an update when none are given. */
const defaultBatchSize = 64

export function trainCommand(file: string, options: TableOptions): string {
  const { target, held, seed, batchSize, learningRate, epochs } = options
  const words = ['minibatch', 'train', quoted(file), '--target', quoted(target)]
  if (held > 0) words.push('--validation', String(held))
  if (batchSize !== defaultBatchSize) words.push('--batch-size', String(batchSize))
  if (learningRate !== 'auto') words.push('--learning-rate', String(learningRate))
  if (epochs !== 'auto') words.push('--epochs', String(epochs))
  words.push('--seed', String(seed))
  return words.join(' ')
}

/** A word as a POSIX shell takes it. */
export function quoted(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) && !word.startsWith('-') ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
