/** A run on its way to a target loss. */
import type { Examples } from '../backend/types.js'
import type { Dataset } from '../dataset.js'
import { MinibatchError } from '../errors.js'
import { breathe } from './breath.js'
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

/** The stretch over which a run has to hold the target: a share of the updates it took to get there, and looks at least. */
const HELD_SHARE = 1 / 4
const HELD_LOOKS = 8

/** A held-out loss so many times the first one does not come back. */
const RUNAWAY = 1e4

/** What a run is: everything the steps depend on. */
export interface Course {
  readonly batchSize: number
  readonly learningRate: number
  readonly seed: number
}

/**
 * When a run has got to a loss: where it is first seen at or below it, or where it also holds it, the mean over a quarter as
 * many updates from there on (and over eight looks at least) being at most that loss.
 */
export type Arrival = 'first' | 'held'

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
   * Goes on until the run has got to the target, or so many updates are done without, or nothing was gained for most of
   * them; gives the updates, or null. To see that a target is held takes some updates more.
   */
  async toTarget(target: number, most: number, arrival: Arrival = 'first'): Promise<number | null> {
    let least = this.points.at(-1)!
    for (let look = this.points.length - 1; ; look++) {
      if (look === this.points.length) {
        const { steps } = this
        if (this.diverged || steps >= most || (steps >= STALLED_AFTER && steps >= STALLED * least.step)) return null
        await this.#goTo(Math.min(most, nextLook(steps)))
      }
      const point = this.points[look]
      // Where the run diverged, or what a target was held to went on beyond.
      if (!point || point.step > most) return null
      if (point.loss <= target && (arrival === 'first' || (await this.#holds(target, look)))) return point.step
      if (point.loss < least.loss) least = point
    }
  }

  /** Goes on to so many updates, and looks more closely at the last fifth of them. */
  async toEnd(steps: number): Promise<void> {
    const [from, spacing] = [steps - Math.floor(steps / 5), Math.max(1, Math.floor(steps / 5 / LAST_LOOKS))]
    for (;;) {
      const { step } = this.points.at(-1)!
      if (this.diverged || step >= steps) return
      await this.#goTo(Math.min(steps, step >= from ? step + spacing : Math.min(nextLook(step), from)))
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
    const last = this.points.filter(({ step }) => step > 0 && step >= steps - steps / 5)
    return this.diverged || last.length === 0 ? null : meanLoss(last)
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

  /** Whether the run's loss is at most the target from a look on, in the mean of those that follow; it goes on to see. */
  async #holds(target: number, look: number): Promise<boolean> {
    const until = this.points[look]!.step * (1 + HELD_SHARE)
    while (this.steps < until || this.points.length < look + HELD_LOOKS) {
      if (this.diverged) return false
      await this.#goTo(nextLook(this.steps))
    }
    const end = this.points.findIndex(({ step }, i) => step >= until && i + 1 >= look + HELD_LOOKS)
    return meanLoss(this.points.slice(look, end + 1)) <= target
  }

  async #goTo(step: number): Promise<void> {
    const { step: from } = this.points.at(-1)!
    await breathe()
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

/** The step of the next look. */
function nextLook(step: number): number {
  return step + Math.max(1, Math.floor(step * SPACING))
}

function meanLoss(points: readonly CoursePoint[]): number {
  return points.reduce((sum, { loss }) => sum + loss, 0) / points.length
}
