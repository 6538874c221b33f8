/** What went wrong, in a sentence that says what happened, what still works and what to do; the doing is a button. */
import type { TableDescription } from 'minibatch'
import { WorkerStopped } from '../../thread.ts'
import { bytes, plain, significant, whole } from '../../number.ts'
import { hasWebAssembly, noWebAssembly } from '../../web-assembly.ts'
import { TrainingFailure } from './answer.ts'
import { quoted } from './command.ts'
import type { Cut } from './cut.ts'
import type { TableRecipe } from './recipe.ts'
import { roundDown } from './room.ts'
import type { KeptEpoch } from './session.ts'

export type Remedy =
  | { readonly do: 'cut'; readonly cut: Cut }
  | { readonly do: 'rate'; readonly rate: number | 'auto' }
  | { readonly do: 'take'; readonly column: string; readonly as: 'text' | 'skip' }
  | { readonly do: 'again' | 'choose' | 'hold none' | 'keep' }

export interface Offer {
  readonly label: string
  readonly remedy: Remedy
}

export interface Problem {
  readonly sentence: string
  readonly offers: readonly Offer[]
  /** A command that does what the page cannot. */
  readonly command?: string
  /** Whether the worker's memory is spoilt, so that it must be started again. */
  readonly isSpoilt?: boolean
}

/** What was being done. */
export interface Attempt {
  readonly file: string
  /** The first line of the file, as far as it can be read. */
  readonly firstLine: string
  /** Undefined while the file is read. */
  readonly description: TableDescription | undefined
  readonly recipe: TableRecipe | undefined
  /** The last finished epoch of a run whose worker ended. */
  readonly kept?: KeptEpoch | undefined
}

const chooseAgain: Offer = { label: 'Choose a file', remedy: { do: 'choose' } }

export function problemOf(error: unknown, attempt: Attempt): Problem {
  if (error instanceof WorkerStopped) return stopped(attempt)
  if (error instanceof DOMException) return problemOf(new TrainingFailure({ code: error.name, message: error.message, details: {} }), attempt)
  if (!(error instanceof TrainingFailure)) return missing(error instanceof Error ? error.message : String(error))
  if (isOutOfMemory(error)) return outOfMemory(error)
  if (isUnreadable(error)) {
    return {
      sentence: `${attempt.file} cannot be read: it was moved, changed or locked since it was chosen. Nothing else is lost.`,
      offers: [{ label: 'Choose it again', remedy: { do: 'choose' } }],
    }
  }
  switch (error.code) {
    case 'TOO_LARGE':
      return tooLarge(error, attempt)
    case 'DIVERGED':
      return diverged(error, attempt)
    case 'BACKEND_UNAVAILABLE':
      return missing(error.message)
    case 'ABORTED':
      return { sentence: 'Stopped before anything was learnt.', offers: [{ label: 'Run again', remedy: { do: 'again' } }] }
    case 'DATA_INVALID':
    case 'OPTION_INVALID':
      return attempt.description ? invalid(error, attempt) : unreadable(error, attempt)
    default:
      return { sentence: error.message, offers: [] }
  }
}

/** The worker ended: nothing is lost but what it was doing. */
function stopped({ kept }: Attempt): Problem {
  const started = 'The trainer stopped unexpectedly. It was started again'
  const again: Offer = { label: 'Run again', remedy: { do: 'again' } }
  if (!kept) return { sentence: `${started}, and your file is untouched.`, offers: [again] }
  const { epoch, planned, loss } = kept
  return {
    sentence: `${started}; epoch ${whole(epoch)} of ${whole(planned)} is kept, with a loss of ${significant(loss)}.`,
    offers: [{ label: `Show epoch ${whole(epoch)}`, remedy: { do: 'keep' } }, again],
  }
}

/** What came of no call to the trainer: mostly, that it could not be loaded. */
function missing(message: string): Problem {
  if (hasWebAssembly && !/WebAssembly/.test(message)) return { sentence: message, offers: [] }
  const why = hasWebAssembly ? 'The trainer could not be loaded, so nothing can be trained here.' : noWebAssembly
  return { sentence: `${why} A terminal can:`, offers: [], command: 'npx @minibatch/cli train FILE --target COLUMN' }
}

function isOutOfMemory({ code, message }: TrainingFailure): boolean {
  return code === 'OUT_OF_MEMORY' || (code === 'RangeError' && /memory|allocation|array/i.test(message))
}

/** Browsers name it by the way that was tried: a part of the file, or its stream. */
function isUnreadable({ code, message }: TrainingFailure): boolean {
  return ['NotReadableError', 'NotFoundError', 'SecurityError'].includes(code) || (code === 'TypeError' && /network error/i.test(message))
}

function outOfMemory({ details }: TrainingFailure): Problem {
  const size = Number(details['held'])
  return {
    sentence: `Out of memory${size > 0 ? ` at ${bytes(size)}` : ''}. Your file is untouched, and the page goes on.`,
    offers: [{ label: 'Use every 4th row', remedy: { do: 'cut', cut: { every: 4 } } }],
    isSpoilt: true,
  }
}

function tooLarge({ details }: TrainingFailure, { file }: Attempt): Problem {
  const { bytes: size, memory, rows } = details as { bytes: number; memory: number; rows?: number }
  return {
    sentence: `This file is ${bytes(size)} and would need about ${bytes(Number(memory.toPrecision(2)))} here, more than a page can have. It was not read.${rows ? '' : ' A terminal can:'}`,
    offers: rows ? [{ label: `Use the first ${whole(rows)} rows`, remedy: { do: 'cut', cut: { first: rows } } }] : [],
    command: `minibatch train ${quoted(file)} --target COLUMN --memory 2GB`,
  }
}

function diverged({ details, message }: TrainingFailure, { recipe }: Attempt): Problem {
  const [step, safe] = [Number(details['step']), Number(details['safeLearningRate'])]
  const rate = typeof recipe?.learningRate === 'number' ? recipe.learningRate : undefined
  if (safe > 0 && step > 0 && rate !== undefined) {
    const next = roundDown(safe * 0.999)
    return {
      sentence: `Diverged at update ${whole(step)}: the rate ${plain(rate)} is above the safe ${significant(safe, 2)} for this data.`,
      offers: [{ label: `Use ${plain(next)}`, remedy: { do: 'rate', rate: next } }],
    }
  }
  return { sentence: message, offers: [{ label: 'Use the automatic rate', remedy: { do: 'rate', rate: 'auto' } }] }
}

/** A file whose columns could not be made out. */
function unreadable({ message, details }: TrainingFailure, { file, firstLine }: Attempt): Problem {
  const isTable = 'row' in details || 'column' in details || 'line' in details
  const seen = firstLine === '' ? 'The file is empty.' : `First line seen: “${firstLine}”.`
  const sentence = isTable ? message : `${file} is not a table: no row could be read. ${seen}${firstLine === '' ? '' : ` ${plainWords(message, file)}`}`
  return { sentence, offers: [chooseAgain] }
}

/** A table that cannot be trained on as it is chosen to be. */
function invalid({ message, details }: TrainingFailure, { description, recipe }: Attempt): Problem {
  const column = typeof details['column'] === 'string' ? details['column'] : undefined
  const known = description!.columns.find(({ name }) => name === column)
  const [said] = sentencesOf(message)
  if (description!.columns.length === 1) return { sentence: 'One column only: there is nothing to predict it from.', offers: [chooseAgain] }
  if (!known || !recipe) return { sentence: message, offers: [] }
  const { name } = known
  if (name === recipe.target) {
    if (/met in training/.test(message)) {
      return {
        sentence: `The rows held out have a ${name} that the rows trained on do not: ${shown(details['value'])} is too rare. Predict another column, or hold out none.`,
        offers: [{ label: 'Hold out none', remedy: { do: 'hold none' } }],
      }
    }
    const isText = 'value' in details
    return {
      sentence: isText ? `${said} The other columns are fine.` : message,
      offers: isText ? [{ label: `Take ${name} as names`, remedy: { do: 'take', column: name, as: 'text' } }] : [],
    }
  }
  const skip: Offer = { label: `Leave ${name} out`, remedy: { do: 'take', column: name, as: 'skip' } }
  const text: Offer = { label: `Take ${name} as text`, remedy: { do: 'take', column: name, as: 'text' } }
  return { sentence: `${said} Everything else was read.`, offers: [text, skip] }
}

/** A table that nothing can be learnt from, told before anything is trained. */
export function hopeless({ columns, rows }: TableDescription, { target, task }: TableRecipe): string | undefined {
  if (columns.length === 1) return 'One column only: there is nothing to predict it from.'
  if (rows < 2) return 'One row only: there is nothing to learn from, and nothing to test on.'
  if (columns.every(({ missing }) => missing === rows)) return 'Every cell is missing: there is nothing to learn from.'
  const column = columns.find(({ name }) => name === target)
  if (!column) return undefined
  const { missing, distinct = 0, type, min, max } = column
  if (missing === rows) return `Every ${target} is missing. Choose another column to predict.`
  if (type === 'number' && min === max) return `Every ${target} is ${plain(min ?? 0)}: there is nothing to predict. Choose another column.`
  if (type !== 'text' || task === 'regression') return undefined
  if (distinct === 1) return `Every row has the same ${target}: there is nothing to tell apart. Choose another column to predict.`
  if (distinct > 20 && distinct > rows / 2)
    return `${target} has ${whole(distinct)} different texts in ${whole(rows)} rows: too many to learn any. Choose another column to predict.`
  return undefined
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `“${value}”` : 'one'
}

/** The sentences of a message. */
function sentencesOf(message: string): string[] {
  return message.split(/(?<=[.!?]) (?=[A-Z])/)
}

/** A message of the library without the file's name, which is said already. */
function plainWords(message: string, file: string): string {
  const rest = message.startsWith(file) ? message.slice(file.length).replace(/^[:,]?\s*/, '') : message
  return rest.charAt(0).toUpperCase() + rest.slice(1)
}
