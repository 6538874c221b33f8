/** Worker side: calls whose errors go to the page as facts. */
import { MinibatchError } from 'minibatch'
import type { Answer, Failure } from './answer.ts'

export async function answering<T>(call: () => T | Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await call() }
  } catch (error) {
    return { failure: failureOf(error) }
  }
}

export function failureOf(error: unknown): Failure {
  if (error instanceof MinibatchError) {
    return { code: error.code, message: error.message, details: JSON.parse(JSON.stringify(error.details)) }
  }
  if (error instanceof Error || error instanceof DOMException) return { code: error.name, message: error.message, details: {} }
  return { code: 'Error', message: String(error), details: {} }
}
