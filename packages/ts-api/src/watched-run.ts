/** A run to a goal, with its callbacks between the epochs. */
import type { Loaded } from './backend/backend.js'
import type { Session } from './backend/types.js'
import type { Callback, RunInProgress } from './callbacks.js'
import { calling } from './errors.js'
import { Model } from './model.js'
import { drive, type Epoch, epochsOf, type Goal, type RunHooks } from './run.js'
import { setGoal, standingOf, type TrainerState } from './session.js'
import { Trained } from './trained.js'

/** How to watch and stop a run, and what to call in its course. */
export interface WatchedRunHooks extends RunHooks {
  /** Called in their order, and awaited: the run stands still meanwhile. */
  callbacks?: readonly Callback[] | undefined
}

/** A run that is under way. */
export interface OpenRun {
  readonly session: Session
  readonly loaded: Loaded
  /** The epochs it has finished. */
  readonly history: readonly Epoch[]
}

/**
 * Takes a run to its goal.
 *
 * @throws MinibatchError OPTION_INVALID, ABORTED, DIVERGED, and whatever a listener throws
 */
export async function reach(run: OpenRun, goal: Goal, hooks: WatchedRunHooks): Promise<void> {
  setGoal(run.session, goal)
  if (hooks.callbacks?.length) return new WatchedRun(run, hooks.callbacks).reach(goal, hooks)
  await drive(run.session, hooks, run.history.length)
}

/** A run whose callbacks are told of every epoch before the next one begins. */
class WatchedRun implements RunInProgress {
  readonly #run: OpenRun
  readonly #callbacks: readonly Callback[]
  readonly #history: Epoch[]
  #stopped = false

  constructor(run: OpenRun, callbacks: readonly Callback[]) {
    this.#run = run
    this.#callbacks = callbacks
    this.#history = [...run.history]
  }

  get history(): readonly Epoch[] {
    return [...this.#history]
  }

  stop(): void {
    this.#stopped = true
  }

  model(): Model {
    return new Model(new Trained(this.#run.loaded, calling(() => this.#run.session.model()), this.history))
  }

  checkpoint(): Uint8Array {
    return calling(() => this.#run.session.checkpoint())
  }

  async reach(goal: Goal, hooks: RunHooks): Promise<void> {
    const started = performance.now()
    const from = standingOf(this.#run.session)
    for (const callback of this.#callbacks) await callback.onStart?.(this)
    while (!this.#stopped) {
      const rest = this.#rest(goal, from, (performance.now() - started) / 1000)
      if (!rest) break
      setGoal(this.#run.session, rest)
      await drive(this.#run.session, hooks, this.#history.length)
      const met = epochsOf(this.#run.session, this.#history.length)
      for (const epoch of met) this.#history.push(epoch)
      // The time or the steps ended inside an epoch.
      if (met.length === 0) break
      for (const epoch of met) {
        for (const callback of this.#callbacks) await callback.onEpoch?.(epoch, this)
      }
    }
    for (const callback of this.#callbacks) await callback.onEnd?.(this)
  }

  /** What is left of a goal up to the next epoch's end; undefined where it is reached. */
  #rest(goal: Goal, from: TrainerState, elapsed: number): Goal | undefined {
    const { step, epoch, finished } = standingOf(this.#run.session)
    const steps = goal.steps === undefined ? undefined : goal.steps - (step - from.step)
    const planned = goal.epochs === undefined && goal.steps === undefined
    if (planned && finished) return undefined
    if (goal.epochs !== undefined && epoch - from.epoch >= goal.epochs) return undefined
    if (steps !== undefined && steps <= 0) return undefined
    const seconds = goal.seconds === undefined ? undefined : goal.seconds - elapsed
    if (seconds !== undefined && seconds <= 0 && step > from.step) return undefined
    return {
      epochs: 1,
      ...(steps !== undefined && { steps }),
      ...(seconds !== undefined && { seconds: Math.max(0, seconds) }),
    }
  }
}
