import { type Dataset, foldOf } from '../dataset.js'
import { aborted, MinibatchError } from '../errors.js'
import { describe } from '../matrix.js'
import { type Evaluation, scoreOf } from '../metrics.js'
import type { CrossValidationOptions } from './cross-validation.js'
import type { SelectionOptions } from './options.js'
import { discard, PlannedRun } from './planned-run.js'
import { type Spread, spreadOf, spreadOrNull } from './spread.js'
import { shown, shownSpread, textTable } from '../text-table.js'

/** scikit-learn's. */
const DEFAULT_SIZES = [0.1, 0.325, 0.55, 0.775, 1]

/** Options of a learning curve; every one may be left out. */
export interface LearningCurveOptions extends Omit<CrossValidationOptions, 'onFold'> {
  /**
   * Rows to train on: shares above 0 up to 1 of the rows outside a fold, or whole numbers above 1 of rows. Default 0.1,
   * 0.325, 0.55, 0.775, 1.
   */
  sizes?: readonly number[] | undefined
}

/** What the models of one size found, over the folds. */
export interface LearningCurvePoint {
  /** Rows trained on. */
  readonly rows: number
  /** On the rows trained on. */
  readonly train: LearntScore
  /** On the rows of the fold, which were not trained on. */
  readonly validation: LearntScore
}

/** How well models meet some rows. */
export interface LearntScore {
  /** Mean loss, in the units trained in: a table's target is standardised anew by the rows of each size, so compare scores. */
  readonly loss: Spread
  /** R² of numbers, accuracy of classes; null where it is undefined in a fold. */
  readonly score: Spread | null
}

/** Scores by the number of rows trained on. `String(curve)` is a table. */
export class LearningCurve {
  /** The sizes, ascending. */
  readonly points: readonly LearningCurvePoint[]

  /** @internal */
  constructor(points: readonly LearningCurvePoint[]) {
    this.points = points
  }

  /** The points as a table of aligned columns. */
  toString(): string {
    return textTable([
      ['rows', 'train loss', 'validation loss', 'train score', 'validation score'],
      ...this.points.map(({ rows, train, validation }) => [
        shown(rows),
        shownSpread(train.loss),
        shownSpread(validation.loss),
        shownSpread(train.score),
        shownSpread(validation.score),
      ]),
    ])
  }
}

/**
 * Training and validation scores by the number of rows trained on: whether more rows would help. In every fold the rows of
 * a size are among those of the next, with classes in proportion.
 *
 * @throws MinibatchError OPTION_INVALID, DATA_INVALID, DIVERGED, ABORTED
 */
export async function learningCurve(data: Dataset, options: LearningCurveOptions = {}): Promise<LearningCurve> {
  const { sizes = DEFAULT_SIZES, folds = 5, stratify = 'auto', ...run } = options
  // The core says what is wrong with the folds before sizes are taken from them.
  discard(foldOf(data, 'test', { folds, stratify, seed: run.seed ?? 0 }))
  const rows = rowsOf(sizes, data.rows - Math.ceil(data.rows / folds))
  const found = rows.map((): { train: Evaluation[]; validation: Evaluation[] } => ({ train: [], validation: [] }))
  let fold = 0
  do {
    const own = { folds, fold, stratify, seed: run.seed ?? 0 }
    const test = foldOf(data, 'test', own)
    try {
      for (const [i, trainRows] of rows.entries()) {
        const [train, validation] = await measured(foldOf(data, 'train', { ...own, trainRows }), test, run)
        found[i]!.train.push(train)
        found[i]!.validation.push(validation)
      }
    } finally {
      discard(test)
    }
    fold++
  } while (fold < folds)
  return new LearningCurve(
    found.map(({ train, validation }, i) => ({ rows: rows[i]!, train: learnt(train), validation: learnt(validation) })),
  )
}

async function measured(train: Dataset, test: Dataset, options: SelectionOptions): Promise<[Evaluation, Evaluation]> {
  if (options.signal?.aborted) throw aborted(options.signal)
  try {
    const run = new PlannedRun(train, options)
    try {
      await run.run()
      const model = run.model()
      return [model.evaluate(train), model.evaluate(test)]
    } finally {
      run.close()
    }
  } finally {
    discard(train)
  }
}

function learnt(evaluations: readonly Evaluation[]): LearntScore {
  return {
    loss: spreadOf(evaluations.map(({ loss }) => loss)),
    score: spreadOrNull(evaluations.map(({ metrics }) => scoreOf(metrics))),
  }
}

/** Sizes as rows, ascending, each once. */
function rowsOf(sizes: readonly number[], most: number): number[] {
  const rows = sizes.map((size) => {
    const count = size <= 1 ? Math.max(1, Math.floor(size * most)) : size
    if (size > 0 && Number.isInteger(count) && count <= most) return count
    throw new MinibatchError(
      'OPTION_INVALID',
      `sizes must be shares above 0 up to 1, or whole numbers of rows up to the ${most} outside a fold; got ${describe(size)}.`,
      { option: 'sizes' },
    )
  })
  if (rows.length > 0) return [...new Set(rows)].sort((a, b) => a - b)
  throw new MinibatchError('OPTION_INVALID', 'sizes must name at least one size; got none.', { option: 'sizes' })
}
