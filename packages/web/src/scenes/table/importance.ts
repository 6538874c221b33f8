/** Worker side: what each column is worth to the model on the rows it is judged by. */
import { type Dataset, type Model, permutationImportance } from 'minibatch'

export interface ColumnImportance {
  readonly name: string
  /** Loss added by shuffling the column; about 0, of either sign, where the model does not use it. */
  readonly added: number
}

/** Rows that are shuffled; of more so many that a seed draws. */
const most = 1000
/** Columns that are shuffled; of more those whose weights are the largest. */
const mostColumns = 100
/** Cells that are looked at for each shuffle of all columns, about: a table of very many columns has fewer rows shuffled. */
const cells = 20_000_000

export interface ImportanceOptions {
  readonly seed: number
  readonly signal: AbortSignal
}

/** The importance of the columns the model uses, the largest first. The same rows and seed give the same numbers. */
export async function importanceOf(model: Model, data: Dataset, { seed, signal }: ImportanceOptions): Promise<ColumnImportance[]> {
  const names = model.describe().encoder?.columns.map(({ name }) => name) ?? []
  const columns = likeliest(model, names)
  const rows = Math.min(most, Math.max(50, Math.floor(cells / names.length / columns.length)))
  const part = data.rows > rows ? data.split({ test: rows / data.rows, seed }).test : data
  const found = await permutationImportance(model, part, { metric: 'loss', seed, columns, signal })
  return found.columns.map(({ name, mean }) => ({ name, added: mean })).toSorted((a, b) => b.added - a.added)
}

/** The columns that may matter: all of a few, of many those with the largest weights in the first layer. */
function likeliest(model: Model, names: readonly string[]): readonly string[] {
  if (names.length <= mostColumns) return names
  const { layers, names: features } = model.describe()
  const { parameters } = model
  const { units } = layers[0]
  const weights = new Map<string, number>()
  for (const [feature, name] of (features ?? []).entries()) {
    // A level's feature is named after its column: `column = level`.
    const column = weights.has(name) || names.includes(name) ? name : name.split(' = ', 1)[0]
    const largest = parameters.subarray(feature * units, (feature + 1) * units).reduce((most, weight) => Math.max(most, Math.abs(weight)), 0)
    weights.set(column, Math.max(largest, weights.get(column) ?? 0))
  }
  const weightOf = (name: string): number => weights.get(name) ?? 0
  return names.toSorted((a, b) => weightOf(b) - weightOf(a)).slice(0, mostColumns)
}
