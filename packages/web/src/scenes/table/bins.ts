/** What a histogram has: told apart from the worker's part, which counts. */

/** Bars of a histogram. */
export const bins = 14
/** Classes that are told apart by colour. */
const mostGroups = 3

export interface ColumnSpread {
  readonly name: string
  readonly groups: number
  /** Rows of group g in bin b at `[g · bins + b]`: bins of equal width for numbers, levels by frequency for text. */
  readonly counts: Uint32Array
}

/** The classes that are told apart: none where the target has more than a few, or holds numbers. */
export function groupsOf(classes: readonly string[]): readonly string[] {
  return classes.length <= mostGroups ? classes : []
}
