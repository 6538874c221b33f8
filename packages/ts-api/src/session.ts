import { chooseSteps, type Loaded } from './backend/backend.js'
import type { Examples, Session } from './backend/types.js'
import { calling } from './errors.js'
import { toOrders, toParameters } from './matrix.js'
import { optionsJson, type SettledOptions } from './options.js'
import type { Goal } from './run.js'

/** Where a run stands. */
export interface TrainerState {
  /** Updates done. */
  readonly step: number
  /** Whole epochs done. */
  readonly epoch: number
  /** True once the planned epochs are done or early stopping has fired. */
  readonly finished: boolean
  /** True once early stopping has fired. */
  readonly stoppedEarly: boolean
  /** Mean loss of the latest batch, before its update; null before the first. */
  readonly loss: number | null
  /** Learning rate of the latest update; 0 before the first. */
  readonly learningRate: number
  /** The gradient noise scale as it is known so far, in rows, as in `Epoch`; null where it cannot be told. */
  readonly noiseScale: number | null
}

/**
 * A run over these rows, with all its options set.
 *
 * @throws MinibatchError OPTION_INVALID, SHAPE_MISMATCH, BACKEND_UNAVAILABLE
 */
export function openSession(loaded: Loaded, examples: Examples, options: SettledOptions): Session {
  const { config, initialParameters, order } = options
  const session = calling(() => new loaded.core.Session(config, examples))
  chooseSteps(session, loaded)
  if (initialParameters) {
    const values = toParameters(initialParameters)
    calling(() => session.setParameters(values))
  }
  setOrder(session, order, examples)
  return session
}

/** A run that was stopped, and the orders of its coming epochs where they are the caller's. */
interface Stopped {
  readonly bytes: Uint8Array
  readonly order: SettledOptions['order'] | undefined
}

/**
 * A run that goes on from a checkpoint over the rows it was taken over.
 *
 * @throws MinibatchError CHECKPOINT_INVALID, OPTION_INVALID, BACKEND_UNAVAILABLE
 */
export function resumeSession(loaded: Loaded, examples: Examples, { bytes, order }: Stopped): Session {
  const session = calling(() => loaded.core.Session.resume(bytes, examples))
  chooseSteps(session, loaded)
  setOrder(session, order, examples)
  return session
}

function setOrder(session: Session, order: Stopped['order'], examples: Examples): void {
  if (!order) return
  const rows = toOrders(order, examples.rows())
  calling(() => session.setOrders(rows))
}

/** Where a session stands. */
export function standingOf(session: Session): TrainerState {
  return JSON.parse(calling(() => session.state())) as TrainerState
}

/**
 * Tells a session what to reach, counted from where it stands.
 *
 * @throws MinibatchError OPTION_INVALID
 */
export function setGoal(session: Session, goal: Goal): void {
  const json = optionsJson(goal)
  calling(() => session.setGoal(json))
}
