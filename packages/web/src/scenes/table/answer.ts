/** What a call to the worker came to: a value, or an error with the facts that a program acts on. */
export interface Failure {
  /** The library's code, or the name of another error. */
  readonly code: string
  readonly message: string
  readonly details: Readonly<Record<string, unknown>>
}

/** One of the two is there. */
export interface Answer<T> {
  readonly value?: T
  readonly failure?: Failure
}

/** A failure on the page's side. */
export class TrainingFailure extends Error {
  readonly code: string
  readonly details: Readonly<Record<string, unknown>>

  constructor({ code, message, details }: Failure) {
    super(message)
    this.code = code
    this.details = details
  }
}

export function valueOf<T>(answer: Answer<T>): T {
  if (answer.failure) throw new TrainingFailure(answer.failure)
  return answer.value as T
}
