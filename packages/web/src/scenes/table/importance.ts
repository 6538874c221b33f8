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
/** Cells that are handed over in all, about: a table of a thousand columns has fewer rows shuffled. */
const cells = 20_000_000

type Cells = Float64Array | (string | null)[]

export interface ImportanceOptions {
  readonly target: string
  readonly seed: number
  readonly turns: Turns
}

/** The importance of every column the model uses, the largest first. The same rows and seed give the same numbers. */
export async function permutationImportance(
  model: Model,
  data: Dataset,
  { target, seed, turns }: ImportanceOptions,
): Promise<ColumnImportance[]> {
  const used = new Set(model.describe().encoder?.columns.map(({ name }) => name))
  const columns = data.describe().columns.filter(({ name }) => name === target || used.has(name))
  const rows = Math.min(data.rows, most, Math.max(50, Math.floor(cells / columns.length ** 2)))
  const table = new Map(columns.map((column) => [column.name, cellsOf(data, column, rows)]))
  const loss = async (): Promise<number> => model.evaluate(await Dataset.fromColumns(table, { target })).loss
  const before = await loss()
  const random = randomFrom(seed)
  const found: ColumnImportance[] = []
  for (const { name } of columns) {
    if (name === target) continue
    const own = table.get(name)!
    table.set(name, shuffled(own, random))
    found.push({ name, added: (await loss()) - before })
    table.set(name, own)
    await turns.next()
  }
  return found.toSorted((a, b) => b.added - a.added)
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
