/** A run on its way to a target loss. */
import type { Examples } from '../backend/types.js'
import type { Dataset } from '../dataset.js'
import { MinibatchError } from '../errors.js'
import type { SelectionOptions } from './options.js'
import { PlannedRun } from './planned-run.js'
import { withoutOwnRate } from './rate.js'

/** Steps from one look at the held-out loss to the next, as a share of those done: the error of what is counted. */
const SPACING = 1 / 32
/** Looks within the last fifth of a run. */
const LAST_LOOKS = 20

/** A run is given up once its least loss is so many times its updates behind it, after so many. */
const STALLED = 8
const STALLED_AFTER = 500

/** A held-out loss so many times the first one does not come back. */
const RUNAWAY = 1e4

/** What a run is: everything the steps depend on. */
export interface Course {
  readonly batchSize: number
  readonly learningRate: number
  readonly seed: number
}

/** The held-out loss after so many updates. */
export interface CoursePoint {
  /** Updates done. */
  readonly step: number
  /** Mean loss over the held-out rows. */
  readonly loss: number
}

/** A run of constant rate whose held-out loss is looked at on the way: often at first, then every 1/32 of the steps done. */
export class Approach {
  readonly points: CoursePoint[] = []
  readonly #run: PlannedRun
  /** The step of the divergence; undefined while the losses are finite. */
  #diverged: number | undefined

  constructor(train: Dataset, validation: Examples, options: SelectionOptions, { batchSize, learningRate, seed }: Course) {
    this.#run = new PlannedRun(train, {
      ...withoutOwnRate(options),
      batchSize,
      learningRate,
      seed,
      schedule: 'constant',
      earlyStopping: null,
    })
    this.#run.evaluateOnEncoded(validation)
    this.points.push({ step: 0, loss: this.#run.validationLoss })
  }

  /**
   * Goes on until the held-out loss is at most the target, or so many updates are done, or nothing was gained for most of
   * them; gives the updates, or null.
   */
  async toTarget(target: number, most: number): Promise<number | null> {
    let least = this.points.at(-1)!
    for (;;) {
      const point = this.points.at(-1)!
      const { step, loss } = point
      if (loss <= target) return step
      if (loss < least.loss) least = point
      if (this.diverged || step >= most || (step >= STALLED_AFTER && step >= STALLED * least.step)) return null
      await this.#goTo(Math.min(most, step + Math.max(1, Math.floor(step * SPACING))))
    }
  }

  /** Goes on to so many updates, and looks more closely at the last fifth of them. */
  async toEnd(steps: number): Promise<void> {
    const [from, spacing] = [steps - Math.floor(steps / 5), Math.max(1, Math.floor(steps / 5 / LAST_LOOKS))]
    for (;;) {
      const { step } = this.points.at(-1)!
      if (this.diverged || step >= steps) return
      const next = step + Math.max(1, Math.floor(step * SPACING))
      await this.#goTo(Math.min(steps, step >= from ? step + spacing : Math.min(next, from)))
    }
  }

  /** Whether the loss or a weight stopped being finite. */
  get diverged(): boolean {
    return this.#diverged !== undefined
  }

  /** Updates done at the last look. */
  get steps(): number {
    return this.points.at(-1)!.step
  }

  /** The held-out loss at the last look. */
  get loss(): number {
    return this.points.at(-1)!.loss
  }

  /** Mean and least and largest of the held-out losses in the last fifth of the updates done. */
  get floor(): number | null {
    const { steps } = this
    const losses = this.points.filter(({ step }) => step > 0 && step >= steps - steps / 5).map(({ loss }) => loss)
    if (this.diverged || losses.length === 0) return null
    return losses.reduce((sum, loss) => sum + loss, 0) / losses.length
  }

  get parameters(): Float64Array {
    return this.#run.parameters
  }

  get weightsHash(): string {
    return this.#run.weightsHash
  }

  /** Bytes the run holds, by the core's own count. */
  get bytes(): number {
    return this.#run.bytes
  }

  close(): void {
    this.#run.close()
  }

  async #goTo(step: number): Promise<void> {
    const { step: from } = this.points.at(-1)!
    try {
      await this.#run.run({ steps: step - from })
    } catch (error) {
      if (!(error instanceof MinibatchError) || error.code !== 'DIVERGED') throw error
      this.#diverged = Number(error.details['step'])
      return
    }
    const loss = this.#run.validationLoss
    // Weights may still be finite where the loss of rows never seen is not.
    if (Number.isFinite(loss)) this.points.push({ step, loss })
    if (!(Math.abs(loss) <= RUNAWAY * Math.max(1, Math.abs(this.points[0]!.loss)))) this.#diverged = step
  }
}
