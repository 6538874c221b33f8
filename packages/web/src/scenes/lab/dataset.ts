/** The tables and models that can be measured, as the page names them; the worker opens them. */
import tutorial from '../../generated/tutorial.json'
import type { LabState } from '../../state.ts'

export type DataName = LabState['data']

interface LabData {
  /** In the list. */
  readonly title: string
  readonly rows: number
  /** Whether it has classes to tell apart, not a number to predict. */
  readonly classes: boolean
  /** Passes over the rows a run may take at most, where the usual bound would take minutes. */
  readonly epochs?: number
}

/** The made table: columns that go together, and a sum of them with noise. */
export const made = { rows: 5000, columns: 20, seed: 7 }

export const labData: Readonly<Record<Exclude<DataName, 'table'>, LabData>> = {
  line: { title: 'The tutorial’s line', rows: tutorial.rows, classes: false },
  diabetes: { title: 'Diabetes', rows: 442, classes: false },
  digits: { title: 'Digits', rows: 1797, classes: true, epochs: 40 },
  made: { title: `A made table of ${made.columns} columns`, rows: made.rows, classes: false },
}

/** Units of the hidden layer of the model that has one. */
export const hiddenUnits = 16

/** Powers of two below all rows, and all. */
export function sizesOf(rows: number): (number | 'full')[] {
  const sizes: (number | 'full')[] = []
  for (let size = 1; size < rows; size *= 2) sizes.push(size)
  return [...sizes, 'full']
}
