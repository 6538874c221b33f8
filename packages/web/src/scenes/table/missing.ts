/** Which cells of a table were taken as missing: how many, and, on the worker's side, the first of them. */
import type { Dataset, TableDescription } from 'minibatch'
import type { Turns } from './turn.ts'

export interface MissingCell {
  /** The number of its row in the file, from 1. */
  readonly row: number
  readonly column: string
}

/** Cells that are told; of more the first. */
const most = 20
/** Rows that are looked at together. */
const rowsAtOnce = 1024

/** Cells without a value. */
export function missingOf({ columns }: TableDescription): number {
  return columns.reduce((sum, column) => sum + column.missing, 0)
}

/** The first cells without a value, by row. `every`: of every so many rows of the file the table holds one, the first. */
export async function missingCells(table: Dataset, every: number, turns: Turns): Promise<MissingCell[]> {
  const columns = table.describe().columns.filter(({ missing }) => missing > 0)
  const found: MissingCell[] = []
  for (let from = 0; from < table.rows && found.length < most; from += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, table.rows - from)
    for (const { name } of columns) {
      table.texts(name, from, count).forEach((text, at) => {
        if (text === null) found.push({ row: (from + at) * every + 1, column: name })
      })
      await turns.next()
    }
  }
  return found.toSorted((a, b) => a.row - b.row).slice(0, most)
}
