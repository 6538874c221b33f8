/** The loss that all batch sizes are to get to. */
import type { Dataset } from '../dataset.js'
import { examplesOf } from '../examples.js'
import type { HeldOut } from './held-out.js'
import { leastSquaresLoss } from './least-squares.js'
import type { SelectionOptions } from './options.js'
import { PlannedRun } from './planned-run.js'
import { withoutOwnRate } from './rate.js'

/** Share of the way from the loss of no knowledge to the reference that is left at the target. */
const LEFT = 0.02
/** Share of that way by which the reference may lie above the least loss its run had: a run may overfit. */
const OVERFITTING = 0.1
/** Updates of the run that looks for the least loss. */
const REFERENCE_UPDATES = 4000
const REFERENCE_BATCH = 64
const MOST_EPOCHS = 500

/** The target and what it was made from; all are losses over the held-out rows. */
export interface TargetLoss {
  /** The loss to get to. */
  readonly target: number
  /** Of weights that are all 0, or of the first weights where that is less. */
  readonly start: number
  /**
   * What a reference run ends with: Adam, batches of 64, a cosine to zero over 4,000 updates; where it overfits, a tenth of
   * the way above the least it had.
   */
  readonly reference: number
  /** Of the exact least squares over the training rows; null where the loss is none of squares, or it is too much to compute. */
  readonly leastSquares: number | null
}

/** What is asked for instead of the usual target. */
export interface TargetRequest {
  /** The loss itself. */
  readonly targetLoss?: number | undefined
  /** How far above the least loss, as a share of it: the exact least squares where they are known, else the reference. */
  readonly aboveLeast?: number | undefined
}

/** The loss that is left when 98 % of the way from no knowledge to the reference are done, unless another is asked for. */
export async function targetLossOf(rows: HeldOut, options: SelectionOptions, request: TargetRequest = {}): Promise<TargetLoss> {
  const run = new PlannedRun(rows.train, referenceOptions(rows.train, options))
  try {
    run.evaluateOnEncoded(rows.validation)
    const start = Math.min(run.validationLoss, lossOfZeros(rows, options, run.parameters.length))
    await run.run()
    const losses = run.history.map(({ validation }) => validation!.loss)
    const least = losses.reduce((least, loss) => Math.min(least, loss), start)
    const reference = Math.min(losses.at(-1) ?? start, least + OVERFITTING * (start - least))
    const leastSquares = leastSquaresOf(rows, options, run.loss)
    return { target: targetOf(request, { start, reference, leastSquares }), start, reference, leastSquares }
  } finally {
    run.close()
  }
}

function targetOf({ targetLoss, aboveLeast }: TargetRequest, { start, reference, leastSquares }: Omit<TargetLoss, 'target'>): number {
  if (targetLoss !== undefined) return targetLoss
  if (aboveLeast === undefined) return reference + LEFT * (start - reference)
  const floor = leastSquares ?? reference
  return floor + aboveLeast * Math.abs(floor)
}

/** What weights that are all 0 predict: the same for every row. */
function lossOfZeros(rows: HeldOut, options: SelectionOptions, parameters: number): number {
  const run = new PlannedRun(rows.train, { ...options, initialParameters: new Float64Array(parameters) })
  try {
    run.evaluateOnEncoded(rows.validation)
    return run.validationLoss
  } finally {
    run.close()
  }
}

function referenceOptions(train: Dataset, options: SelectionOptions): SelectionOptions {
  const updates = Math.ceil(examplesOf(train, options.dtype).rows() / REFERENCE_BATCH)
  const epochs = Math.min(MOST_EPOCHS, Math.ceil(REFERENCE_UPDATES / updates))
  return {
    ...withoutOwnRate(options),
    optimizer: 'adam',
    learningRate: 'auto',
    schedule: { name: 'cosine', per: 'step', tMax: epochs * updates },
    batchSize: REFERENCE_BATCH,
    epochs,
    earlyStopping: null,
  }
}

function leastSquaresOf({ train, validation }: HeldOut, options: SelectionOptions, loss: string): number | null {
  const { hidden = [], l1 = 0, l2 = 0, dtype } = options
  if (hidden.length > 0 || l1 !== 0 || l2 !== 0 || (loss !== 'mse' && loss !== 'halfSquaredError')) return null
  const mean = leastSquaresLoss(examplesOf(train, dtype), validation)
  return mean === null || loss === 'mse' ? mean : mean / 2
}
