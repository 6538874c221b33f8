/** What a run over a table is asked for, and what the library and the command line take for it: the same for both. */
import type { TableDescription, Task } from 'minibatch'

export interface TableRecipe {
  readonly target: string
  /** `auto`: text is classified, numbers are predicted as numbers. */
  readonly task: Task | 'auto'
  /** Columns that are left out. */
  readonly exclude: readonly string[]
  /** Columns of numbers that are taken as text. */
  readonly categorical: readonly string[]
  /** Columns that must hold numbers. */
  readonly numeric: readonly string[]
  /** Units of the hidden layers; none for a linear model. */
  readonly hidden: readonly number[]
  /** Share of the rows held out, 0 … below 1; 0 holds none. */
  readonly held: number
  readonly seed: number
  readonly batchSize: number | 'full' | 'auto'
  readonly learningRate: number | 'auto'
  readonly epochs: number | 'auto'
}

/** Whether the target holds classes: both parts then hold them in the same proportion. */
export function isClassified({ task, target }: Pick<TableRecipe, 'task' | 'target'>, { columns }: TableDescription): boolean {
  return task === 'auto' ? columns.find(({ name }) => name === target)?.type === 'text' : task === 'classification'
}

/** With hidden layers the loss on held-out rows says when to stop, as it does on the command line. */
export function earlyStoppingOf({ hidden, held }: Pick<TableRecipe, 'hidden' | 'held'>) {
  if (hidden.length === 0) return 'auto' as const
  return held > 0 ? { monitor: 'validation' as const } : null
}

/** The recipe for a terminal: a batch size that was measured as it came out, so that the line gives the same weights. */
export function settledRecipe(recipe: TableRecipe, batchSize: number): TableRecipe {
  return recipe.batchSize === 'auto' ? { ...recipe, batchSize } : recipe
}
