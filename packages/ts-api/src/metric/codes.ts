/** Labels as the core takes them: each distinct one once, and its number in every row. */
import { MinibatchError } from '../errors.js'
import type { Labels } from '../inputs.js'
import { describe } from '../matrix.js'

/** A label: a number, a text, true or false. */
export type Label = number | string | boolean

/** Numbers labels in the order in which they are met. */
export class Codes {
  readonly #codes = new Map<Label, number>()

  /** The labels met, in the order of their numbers. */
  get labels(): Label[] {
    return [...this.#codes.keys()]
  }

  /**
   * The number of each row's label. `name` is what errors call the rows.
   *
   * @throws MinibatchError DATA_INVALID for what is no label
   */
  of(values: Labels, name: string): Uint32Array {
    if (!Array.isArray(values) && !ArrayBuffer.isView(values)) {
      throw new MinibatchError('DATA_INVALID', `${name} must be an array of labels; got ${describe(values)}.`, { array: name })
    }
    const numbered = new Uint32Array(values.length)
    for (let row = 0; row < values.length; row++) numbered[row] = this.#code(values[row], name, row)
    return numbered
  }

  #code(value: unknown, name: string, index: number): number {
    const known = this.#codes.get(value as Label)
    if (known !== undefined) return known
    if (typeof value !== 'string' && typeof value !== 'boolean' && !Number.isFinite(value)) {
      throw new MinibatchError(
        'DATA_INVALID',
        `${name}[${index}] must be a label, a finite number, a text, true or false; got ${describe(value)}.`,
        { array: name, index },
      )
    }
    const code = this.#codes.size
    this.#codes.set(value as Label, code)
    return code
  }
}
