/**
 * Worker side: permutation importance (Breiman, 2001): what the loss on judged rows gains when one column's cells are
 * shuffled among them.
 */
import { Dataset, type Model, type TableDescription } from 'minibatch'
import type { Turns } from './turn.ts'

export interface ColumnImportance {
  readonly name: string
  /** Loss added by shuffling the column; about 0, of either sign, where the model does not use it. */
  readonly added: number
}

/** Rows that are shuffled; of more the first ones of the held-out rows, which a seed drew. */
const most = 1000
/** Columns that are shuffled; of more those whose weights are the largest. */
const mostColumns = 100
/** Cells that are handed over in all, about: a table of a thousand columns has fewer rows shuffled. */
const cells = 20_000_000

type Cells = Float64Array | (string | null)[]

export interface ImportanceOptions {
  readonly target: string
  readonly seed: number
  readonly turns: Turns
}

/** The importance of the columns the model uses, the largest first. The same rows and seed give the same numbers. */
export async function permutationImportance(
  model: Model,
  data: Dataset,
  { target, seed, turns }: ImportanceOptions,
): Promise<ColumnImportance[]> {
  const used = new Set(model.describe().encoder?.columns.map(({ name }) => name))
  const columns = data.describe().columns.filter(({ name }) => name === target || used.has(name))
  const tried = likeliest(model, columns.map(({ name }) => name).filter((name) => name !== target))
  const rows = Math.min(data.rows, most, Math.max(50, Math.floor(cells / columns.length / tried.length)))
  const table = new Map(columns.map((column) => [column.name, cellsOf(data, column, rows)]))
  const loss = async (): Promise<number> => model.evaluate(await Dataset.fromColumns(table, { target })).loss
  const before = await loss()
  const random = randomFrom(seed)
  const found: ColumnImportance[] = []
  for (const name of tried) {
    const own = table.get(name)!
    table.set(name, shuffled(own, random))
    found.push({ name, added: (await loss()) - before })
    table.set(name, own)
    await turns.next()
  }
  return found.toSorted((a, b) => b.added - a.added)
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

function cellsOf(data: Dataset, { name, type }: TableDescription['columns'][number], rows: number): Cells {
  const texts = data.texts(name, 0, rows)
  return type === 'number' ? Float64Array.from(texts, (text) => (text === null ? Number.NaN : Number(text))) : texts
}

/** A shuffled copy, by Fisher and Yates. */
function shuffled<T extends Cells>(values: T, random: () => number): T {
  const copy = values.slice() as T
  for (let last = copy.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    ;[copy[last], copy[other]] = [copy[other], copy[last]]
  }
  return copy
}

/** Numbers from 0 to below 1 that follow from a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = (seed ^ Math.floor(seed / 2 ** 32)) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
