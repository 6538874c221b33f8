/** How the columns of a table are taken: as their cells tell, or as the user says. */
import type { ColumnDescription, TableDescription } from 'minibatch'
import type { TableRecipe } from './recipe.ts'

export type ColumnUse = 'number' | 'text' | 'date' | 'skip'

/** What was chosen otherwise than the cells tell, by the column's name. */
export type ColumnChoices = ReadonlyMap<string, ColumnUse>

/** What a column can be taken as: of the target, numbers or names. */
export function usesOf({ type }: ColumnDescription, isTarget: boolean): readonly ColumnUse[] {
  const own: ColumnUse[] = type === 'text' ? ['text', 'number'] : [type, 'text']
  return isTarget ? own : [...own, 'skip']
}

/** The choices with one changed; what the cells tell is no choice. */
export function chosen(choices: ColumnChoices, { name, type }: ColumnDescription, use: ColumnUse): ColumnChoices {
  const next = new Map(choices)
  if (use === type) next.delete(name)
  else next.set(name, use)
  return next
}

/** The choices as options of the encoding. */
export function encodingOf(choices: ColumnChoices, target: string): Pick<TableRecipe, 'task' | 'exclude' | 'categorical' | 'numeric'> {
  const named = (use: ColumnUse): string[] => [...choices].flatMap(([name, own]) => (own === use && name !== target ? [name] : []))
  const own = choices.get(target)
  return {
    task: own === 'text' ? 'classification' : own === 'number' ? 'regression' : 'auto',
    exclude: named('skip'),
    categorical: named('text'),
    numeric: named('number'),
  }
}

/** Levels up to which names are worth telling apart. */
const mostClasses = 200

/** The column to predict where none is asked for: the last one that can be. */
export function guessTarget({ columns, rows }: TableDescription): string {
  const fits = ({ type, missing, min, max, distinct = 0 }: ColumnDescription): boolean => {
    if (missing === rows) return false
    if (type === 'number') return min !== max
    return type === 'text' && distinct > 1 && distinct <= Math.min(mostClasses, Math.max(2, rows / 4))
  }
  return (columns.findLast(fits) ?? columns.at(-1))?.name ?? ''
}
