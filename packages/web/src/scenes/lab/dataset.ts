/** The tables and models that can be measured, as the page names them; the worker opens them. */
import type { LabState } from '../../state.ts'
import { tutorialRows } from '../../tutorial.ts'

export type DataName = LabState['data']

interface LabData {
  /** In the list. */
  readonly title: string
  readonly rows: number
  /** Passes over the rows a run may take at most, where the usual bound would take minutes. */
  readonly epochs?: number
}

/** The made table: columns that go together, and a sum of them with noise. */
export const made = { rows: 5000, columns: 20, seed: 7 }

export const labData: Readonly<Record<Exclude<DataName, 'table'>, LabData>> = {
  line: { title: 'The tutorial’s line', rows: tutorialRows },
  diabetes: { title: 'Diabetes', rows: 442 },
  digits: { title: 'Digits', rows: 1797, epochs: 40 },
  made: { title: `A made table of ${made.columns} columns`, rows: made.rows },
}

/** So many rows at most are looked at whole, again and again on the way to the goal. */
export const mostLooked = 10_000

/** Units of the hidden layer of the model that has one. */
export const hiddenUnits = 16

/** Powers of two below all rows, and all. */
export function sizesOf(rows: number): (number | 'full')[] {
  const sizes: (number | 'full')[] = []
  for (let size = 1; size < rows; size *= 2) sizes.push(size)
  return [...sizes, 'full']
}
