/** What kind of thing went wrong; the part of an error that programs match on. */
export type ErrorCode =
  /** An option, or a column named in one, that does not exist or is out of range. */
  | 'OPTION_INVALID'
  /** A cell, row or file that cannot be read as the data it should be. */
  | 'DATA_INVALID'
  /** Arrays whose lengths do not agree. */
  | 'SHAPE_MISMATCH'
  /** The loss or a parameter stopped being finite; details: `step`, `feature`, `safeLearningRate`. */
  | 'DIVERGED'
  /** The backend that was asked for cannot load here; details: `skipped`. */
  | 'BACKEND_UNAVAILABLE'
  /** A synchronous call before the WebAssembly core was loaded. */
  | 'BACKEND_NOT_READY'
  /** A model file that is truncated, altered or newer than this version. */
  | 'MODEL_FILE_INVALID'
  /** A checkpoint that is damaged or belongs to other data. */
  | 'CHECKPOINT_INVALID'
  /** A file or address that cannot be read or written; details: `path`, `systemCode`. */
  | 'IO_FAILED'
  /** Not enough memory for the arrays that were asked for; of WebAssembly details: `bytes` more, `held` already. */
  | 'OUT_OF_MEMORY'
  /** The run was cancelled through its AbortSignal; `cause` holds the signal's reason. */
  | 'ABORTED'
  /** A bug in this library. */
  | 'INTERNAL'

/** Machine-readable facts of an error: row, column, option, step, … */
export type ErrorDetails = Readonly<Record<string, unknown>>

/** The one error class: what was expected, what came, where, and what to do. */
export class MinibatchError extends Error {
  override readonly name = 'MinibatchError'
  /** What kind of error. */
  readonly code: ErrorCode
  /** Facts for programs; empty when there are none. */
  readonly details: ErrorDetails

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.details = details
  }
}

/** Runs a call into the core; what it throws comes out as a MinibatchError. */
export function calling<T>(call: () => T): T {
  try {
    return call()
  } catch (error) {
    throw fromCore(error)
  }
}

/** What a build that can trap tells of its memory: the bytes it could not have last, and those it has. */
interface MemoryAccount {
  readonly refused: () => number
  readonly held: () => number
}

/** A build that is loaded: what it exports by the glue's names, and what its module itself exports. */
export interface TrappingBuild {
  readonly glue: { refusedBytes(): number }
  readonly exports: { readonly memory: WebAssembly.Memory }
}

const accounts: MemoryAccount[] = []

/** That of all builds that are loaded. */
const account: MemoryAccount = {
  refused: () => Math.max(0, ...accounts.map(({ refused }) => refused())),
  held: () => accounts.reduce((sum, { held }) => sum + held(), 0),
}

/** WebAssembly that can have no more memory ends in a trap without words: this tells what it had asked for. */
export function explainTraps({ glue, exports }: TrappingBuild): void {
  accounts.push({ refused: () => glue.refusedBytes(), held: () => exports.memory.buffer.byteLength })
}

/** Reads the JSON of a core error; anything else is a bug and comes out as INTERNAL with its cause. */
export function fromCore(error: unknown): unknown {
  if (error instanceof MinibatchError) return error
  if (isMemoryError(error)) {
    return new MinibatchError(
      'OUT_OF_MEMORY',
      `Not enough memory: ${error.message}. Use fewer rows, or dtype 'float32'.`,
      {},
      { cause: error },
    )
  }
  const refused = account.refused()
  if (error instanceof WebAssembly.RuntimeError && refused > 0) {
    return new MinibatchError(
      'OUT_OF_MEMORY',
      `Not enough memory: WebAssembly could not have ${refused} bytes more. Use fewer rows, or dtype 'float32', ` +
        'in a new page or worker: this one cannot go on.',
      { bytes: refused, held: account.held() },
      { cause: error },
    )
  }
  return fromCoreJson(error instanceof Error ? error.message : String(error), error)
}

/** The same from the JSON itself, as the event of a run brings it. */
export function fromCoreJson(json: string, cause?: unknown): MinibatchError {
  const parsed = parseError(json)
  if (parsed) return new MinibatchError(parsed.code, parsed.message, { ...parsed.details, ...heldBy(parsed.code) })
  return new MinibatchError(
    'INTERNAL',
    `The core failed in a way it should not: ${json}. Please report it with the call that led here.`,
    {},
    { cause },
  )
}

/** The bytes of memory there are, of an error for want of more. */
function heldBy(code: ErrorCode): ErrorDetails {
  const held = account.held()
  return code === 'OUT_OF_MEMORY' && held > 0 ? { held } : {}
}

/** Whether a run was cancelled, and did not fail. */
export function isAborted(error: unknown): boolean {
  return error instanceof MinibatchError && error.code === 'ABORTED'
}

/** The error of a cancelled run. */
export function aborted(signal?: AbortSignal): MinibatchError {
  return new MinibatchError('ABORTED', 'The run was aborted by its signal.', {}, { cause: signal?.reason })
}

function isMemoryError(error: unknown): error is RangeError {
  return error instanceof RangeError && /allocation|memory|array length/i.test(error.message)
}

function parseError(json: string): { code: ErrorCode; message: string; details?: ErrorDetails } | undefined {
  try {
    const value = JSON.parse(json)
    return typeof value?.code === 'string' && typeof value.message === 'string' ? value : undefined
  } catch {
    return undefined
  }
}
