/** What goes wrong with a request, and the status that says so. */
import { failureOf } from '../exit.js'

/** A request that cannot be answered. */
export class RequestFailure extends Error {
  readonly status: number
  readonly code: string
  readonly details: Readonly<Record<string, unknown>>

  constructor(status: number, code: string, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.details = details
  }
}

/** An answer that is an error. */
export interface FailureAnswer {
  readonly status: number
  readonly body: { readonly error: { readonly code: string; readonly message: string; readonly details: object } }
}

/** Statuses of the library's errors: rows that do not fit are the client's, all else is not. */
const STATUS: Readonly<Record<string, number>> = {
  DATA_INVALID: 422,
  SHAPE_MISMATCH: 422,
  OPTION_INVALID: 422,
  OUT_OF_MEMORY: 503,
}

/** A client of the server has no flags. */
const AS_THEY_ARE = { flagOf: () => undefined, nameOf: () => undefined }

export function answerOfFailure(error: unknown): FailureAnswer {
  if (error instanceof RequestFailure) {
    const { status, code, message, details } = error
    return { status, body: { error: { code, message, details } } }
  }
  const { code, message, details } = failureOf(error, AS_THEY_ARE)
  return { status: STATUS[code] ?? 500, body: { error: { code, message, details: (details ?? {}) as object } } }
}
