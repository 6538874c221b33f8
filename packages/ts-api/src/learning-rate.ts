import { loadedCore } from '#load'

import { calling } from './errors.js'
import type { Schedule } from './generated/options.js'
import { optionsJson } from './options.js'

/** A moment of a loop, and how long the loop is planned to be. */
export interface ScheduleMoment {
  /** The base rate η, > 0. */
  learningRate: number
  /** Updates done, from 0. Default 0. */
  step?: number
  /** Epochs done, from 0. Default 0. */
  epoch?: number
  /** Planned updates: a length that is `auto` and counts steps. */
  steps?: number
  /** Planned epochs: a length that is `auto` and counts epochs. */
  epochs?: number
}

/**
 * The learning rate of a schedule at a step and an epoch, as a Trainer takes it: the third argument of an optimizer's
 * `step`.
 *
 * @throws MinibatchError OPTION_INVALID; also for `plateau`, whose rate follows from the losses
 */
export function learningRateAt(schedule: Schedule, moment: ScheduleMoment): number {
  const json = optionsJson({ ...moment, schedule })
  return calling(() => loadedCore().core.rate(json))
}
