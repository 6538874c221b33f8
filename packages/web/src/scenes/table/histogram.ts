/** Worker side: how the values of each column are spread, by class where there are few of them. */
import type { ColumnDescription, Dataset } from 'minibatch'
import { bins, type ColumnSpread, groupsOf } from './bins.ts'
import { classIndices } from './outcome.ts'
import { Turns } from './turn.ts'

/** Rows whose cells are fetched at once. */
const block = 8192

/** The spread of every column; `classes` stacks it. */
export async function spreads(table: Dataset, target: string, classes: readonly string[]): Promise<ColumnSpread[]> {
  const turns = new Turns()
  const { columns, rows } = table.describe()
  const groups = groupsOf(classes)
  const groupOf = new Int32Array(rows)
  if (groups.length > 0) {
    for (let from = 0; from < rows; from += block) {
      groupOf.set(classIndices(table.texts(target, from, Math.min(block, rows - from)), groups), from)
      await turns.next()
    }
  }
  const found: ColumnSpread[] = []
  for (const column of columns) {
    const counts = new Uint32Array(bins * Math.max(1, groups.length))
    const binOf = binning(column)
    for (let from = 0; from < rows; from += block) {
      for (const [index, text] of table.texts(column.name, from, Math.min(block, rows - from)).entries()) {
        const [bin, group] = [text === null ? -1 : binOf(text), groupOf[from + index]]
        if (bin >= 0 && group >= 0) counts[group * bins + bin]++
      }
      await turns.next()
    }
    found.push({ name: column.name, groups: Math.max(1, groups.length), counts })
  }
  return found
}

/** The bin of a cell; −1 for one that has none. */
function binning({ type, min, max, levels = [] }: ColumnDescription): (text: string) => number {
  if (type === 'text') {
    const places = new Map(levels.slice(0, bins).map(([level], place) => [level, place]))
    return (text) => places.get(text) ?? -1
  }
  const low = min ?? 0
  const width = ((max ?? 0) - low) / bins
  const valueOf = type === 'date' ? (text: string): number => Date.parse(text) / 86_400_000 : Number
  return (text) => {
    const bin = width > 0 ? Math.floor((valueOf(text) - low) / width) : 0
    return Number.isFinite(bin) ? Math.min(bins - 1, Math.max(0, bin)) : -1
  }
}
