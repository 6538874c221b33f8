/** Rows whose columns have names, in the forms that users hand over in place of numbers. */
import type { Core, Table } from '../backend/types.js'
import { type Row, tableFromRows } from '../columns.js'
import { checkTargets, isRows, rowsWithTarget, TARGET, type TargetsOf } from '../inputs.js'
import type { Task } from '../metrics.js'
import { arrowTable } from './arrow.js'
import { type ArrowTable, isArrowTable } from './arrow-types.js'
import type { ColumnCells } from './pieces.js'

/** Objects, or a table of apache-arrow. */
export type RawRows = readonly Row[] | ArrowTable

/** Targets given beside raw rows, and the column they go to. */
export interface TargetsBeside {
  readonly y: TargetsOf<Task>
  /** Default: a name that no table's own column has. */
  readonly name?: string | undefined
}

/** Whether a value is rows whose columns have names. */
export function isRawRows(x: unknown): x is RawRows {
  return isRows(x) || isArrowTable(x)
}

/**
 * Raw rows as a table of the core, with their targets in a column of their own where they have any.
 *
 * @throws MinibatchError DATA_INVALID, SHAPE_MISMATCH for another number of targets
 */
export function tableOfRawRows(core: Core, x: RawRows, target?: TargetsBeside): Table {
  if (!isArrowTable(x)) return tableFromRows(core, target ? rowsWithTarget(x, target.y, target.name) : x)
  if (!target) return arrowTable(core, x, NAME)
  checkTargets(x.numRows, target.y)
  return arrowTable(core, x, NAME, { name: target.name ?? TARGET, cells: target.y as ColumnCells })
}

const NAME = 'the Arrow table'
