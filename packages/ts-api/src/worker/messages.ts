/** What crosses between a page and its worker. */
import { type ErrorCode, type ErrorDetails, MinibatchError } from '../errors.js'

/** Number of an object in the worker's memory: an estimator, a dataset or a trainer. */
export type Key = number

/** From the page: a call, the end of one, or an object that nobody holds any more. */
export type Request =
  | { readonly id: number; readonly call: string; readonly args: readonly unknown[]; readonly listens: boolean }
  | { readonly cancel: number }
  | { readonly release: Key }

/** From the worker: what a call gives, what it tells meanwhile, or what it throws. */
export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly events: readonly unknown[] }
  | { readonly id: number; readonly error: PlainError }

/** An error as it crosses: a structured clone would lose its code and details. */
export interface PlainError {
  readonly code: ErrorCode
  readonly message: string
  readonly details: ErrorDetails
  readonly stack?: string | undefined
}

/** An error on its way out of the worker. */
export function toPlain(error: unknown): PlainError {
  if (error instanceof MinibatchError) {
    const { code, message, details, stack } = error
    return { code, message, details, stack }
  }
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined }
  return {
    code: 'INTERNAL',
    message: `The worker failed in a way it should not: ${message}. Please report it with the call that led here.`,
    details: {},
    stack,
  }
}

/** The error it was. Its stack is that of the worker. */
export function fromPlain({ code, message, details, stack }: PlainError): MinibatchError {
  const error = new MinibatchError(code, message, details)
  if (stack) error.stack = stack
  return error
}
