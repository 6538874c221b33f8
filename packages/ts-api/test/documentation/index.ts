// What the test of documentation must find.
export const bare = 1

/** Documented. */
export class Documented {
  readonly #hidden = 1
  lacking(): number {
    return this.#hidden + this.secret
  }
  /** Documented. */
  told = 2
  static bare = 3
  private secret = 4
}

/** Documented. */
export interface Options {
  lacking?: string
  /** Documented. */
  told?: string
}

/** Documented. */
export type Shape = { readonly lacking: number }
