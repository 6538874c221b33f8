/** Rows on their way to the worker, in whichever form a user hands them over. */
import type { Row } from '../columns.js'
import { Dataset as PageDataset } from '../dataset.js'
import { MinibatchError } from '../errors.js'
import { areTargets, isRows, missingTargets, type TargetsOf } from '../inputs.js'
import type { Matrix } from '../matrix.js'
import type { Task } from '../metrics.js'
import { type Sending, type SentArrays, toSentArrays } from './arrays.js'
import type { Connection } from './connection.js'
import { Dataset, keyOf } from './dataset.js'
import type { Key } from './messages.js'

/** Rows as they cross. */
export type SentRows =
  | { readonly dataset: Key }
  | SentArrays
  | { readonly x: readonly Row[]; readonly y: TargetsOf<Task> }

/** Rows as users hand them over. */
export interface GivenRows {
  readonly x: Dataset | PageDataset | Matrix | readonly object[]
  readonly y?: TargetsOf<Task> | undefined
}

/**
 * Rows in the form in which they cross. `call` is what errors name where y is missing.
 *
 * @throws MinibatchError SHAPE_MISMATCH, DATA_INVALID, OPTION_INVALID for a Dataset the worker does not hold
 */
export function toSentRows({ x, y }: GivenRows, to: Connection, sending: Sending & { readonly call: string }): SentRows {
  if (x instanceof Dataset) return { dataset: keyOf(x, to) }
  if (x instanceof PageDataset) throw heldHere(sending.name)
  if (!areTargets(y)) throw missingTargets(sending.call, y)
  return isRows(x) ? { x, y } : toSentArrays(x as Matrix, y, sending)
}

function heldHere(name = 'x'): MinibatchError {
  return new MinibatchError(
    'OPTION_INVALID',
    `${name} is a Dataset of 'minibatch', held on this side, and the worker cannot read it. Make it by Dataset of 'minibatch/worker'.`,
    { option: name },
  )
}
