/**
 * What the process ends with, in one place.
 *
 * 0 done · 1 failed · 2 usage: an option, or a column named in one, that does not exist · 3 a data or model file that
 * is missing, unreadable or invalid, or lacks a column the model needs · 4 diverged · 5 backend unavailable ·
 * 130 interrupted.
 */
import { CommanderError } from 'commander'

export const EXIT = { done: 0, failed: 1, usage: 2, invalid: 3, diverged: 4, noBackend: 5, interrupted: 130 } as const

const EXIT_OF_CODE: Record<string, number> = {
  OPTION_INVALID: EXIT.usage,
  DATA_INVALID: EXIT.invalid,
  SHAPE_MISMATCH: EXIT.invalid,
  MODEL_FILE_INVALID: EXIT.invalid,
  CHECKPOINT_INVALID: EXIT.invalid,
  IO_FAILED: EXIT.invalid,
  DIVERGED: EXIT.diverged,
  BACKEND_UNAVAILABLE: EXIT.noBackend,
  BACKEND_NOT_READY: EXIT.noBackend,
  OUT_OF_MEMORY: EXIT.failed,
  INTERNAL: EXIT.failed,
}

/** A failure as the user sees it: also the document that `--json` writes to stderr. */
export interface Failure {
  code: string
  message: string
  details?: unknown
  exit: number
}

/** An error of the command line itself. The library's own errors are MinibatchError; both carry a `code`. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly code: string
  readonly details: unknown
  /** Where the code alone does not tell it: a file that cannot be written is not invalid data. */
  readonly exit: number | undefined

  constructor(code: string, message: string, options: { details?: unknown; exit?: number } = {}) {
    super(message)
    this.code = code
    this.details = options.details
    this.exit = options.exit
  }
}

/** What the options of the core are called here; undefined for a word that is none. */
export interface OptionNames {
  /** `--learning-rate` of `learningRate`. */
  readonly flagOf: (option: string) => string | undefined
  /** How the user gave it, where that was not by its flag. */
  readonly nameOf: (option: string) => string | undefined
}

/** Says what a thrown value means to the user: one sentence and an exit code. */
export function failureOf(error: unknown, names: OptionNames): Failure {
  if (error instanceof CommanderError) return usageFailure(error)
  if (error instanceof Error) {
    const code = (error as { code?: unknown }).code
    const details = (error as { details?: unknown }).details
    if (code === 'ABORTED' || error.name === 'AbortError') {
      const message = error instanceof CommandError ? error.message : 'Interrupted; nothing was written.'
      return { code: 'ABORTED', message, exit: EXIT.interrupted }
    }
    const own = error instanceof CommandError ? error.exit : undefined
    const exit = own ?? (typeof code === 'string' ? EXIT_OF_CODE[code] : undefined)
    if (exit !== undefined) {
      const message = withFlags(oneLine(error.message), names)
      return { code: code as string, message, exit, ...(details === undefined ? {} : { details }) }
    }
    return { code: 'INTERNAL', message: `Unexpected failure: ${oneLine(error.message)}`, exit: EXIT.failed }
  }
  return { code: 'INTERNAL', message: `Unexpected failure: ${oneLine(String(error))}`, exit: EXIT.failed }
}

/** Commander writes `error: unknown option '--x'` and a suggestion on a line of its own. */
function usageFailure(error: CommanderError): Failure {
  // An argument that does not parse has its whole sentence behind commander's own.
  const message = error.message.replace(/^error: /, '').replace(/^option '.*' argument '.*' is invalid\. (?=--)/su, '')
  const [first = '', suggestion = ''] = message.split('\n')
  const sentence = `${first.charAt(0).toUpperCase()}${first.slice(1).replace(/\.$/, '')}.`
  const hint = suggestion.replace(/^\((.*)\)$/, ' $1')
  return { code: 'OPTION_INVALID', message: `${sentence}${hint}`, exit: EXIT.usage }
}

/** The core says `Option learningRate` and `Use learningRate 0.1`; here the user writes `--learning-rate`. */
function withFlags(message: string, { flagOf, nameOf }: OptionNames): string {
  return message.replace(/\b(Option|Use) ([a-z][A-Za-z]*)(\.[A-Za-z.]+)?(?![\w'])/g, (whole, verb: string, name: string) => {
    const said = (verb === 'Option' ? nameOf(name) : undefined) ?? flagOf(name)
    return said === undefined ? whole : `${verb} ${said}`
  })
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim()
}
