/** Worker side: the table that was trained on last, with its target and columns, for the lab to measure on. */
import type { Dataset } from 'minibatch'

let last: Dataset | undefined

export function keepTrained(table: Dataset): void {
  last = table
}

export function trainedTable(): Dataset | undefined {
  return last
}
