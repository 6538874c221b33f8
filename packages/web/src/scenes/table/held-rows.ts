/** Worker side: parts a table into rows to train on and rows held out, and says which row of the file each one is. */
import { Dataset, type Split } from 'minibatch'
import { isClassified, type TableRecipe } from './recipe.ts'

export interface HeldRows {
  readonly train: Dataset
  /** Undefined where none are held out. */
  readonly held: Dataset | undefined
  /** Rows that tell how good the model is: those held out, else those trained on. */
  readonly judged: Dataset
  /** The number, from 1, of each judged row in the file. */
  readonly numbers: Float64Array
}

/** `every`: of every so many rows of the file the table holds one, the first. */
export async function holdOut(table: Dataset, recipe: TableRecipe, every = 1): Promise<HeldRows> {
  const { target, held: share, task } = recipe
  const description = table.describe()
  const classified = isClassified(recipe, description)
  const all = Float64Array.from({ length: table.rows }, (_, row) => row * every + 1)
  if (share === 0) return { train: table, held: undefined, judged: table, numbers: all }
  const parted = (dataset: Dataset): Split =>
    dataset.split({ test: share, seed: recipe.seed, stratify: classified })
  const { train, test } = parted(table)
  // The same rows, options and seed give the same parts: a table of the row numbers is parted alike.
  const own = numbersName(target)
  const numbered = new Map<string, Float64Array | (string | null)[]>([
    [own, all],
    ...(classified ? [[target, table.texts(target)] as const] : []),
  ])
  const rows = await Dataset.fromColumns(numbered, { target: classified ? target : own, task })
  return { train, held: test, judged: test, numbers: Float64Array.from(parted(rows).test.texts(own), Number) }
}

/** A name that is not the target's. */
function numbersName(target: string): string {
  return target === 'row' ? 'number' : 'row'
}
