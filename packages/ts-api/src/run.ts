/** Drives a session to a goal: native on the core's own thread, WebAssembly in slices that leave the event loop free. */
import type { NativeSession, Session } from './backend/types.js'
import { aborted, calling, fromCoreJson } from './errors.js'

/** What one pass over the rows came to. */
export interface Epoch {
  /** Its number, from 1. */
  readonly number: number
  /** Mean training loss over its rows, each batch's taken before its own update. */
  readonly loss: number
  /** Learning rate of its last step. */
  readonly learningRate: number
  /** Updates done since the start of the run. */
  readonly steps: number
  /** Rows trained on: all, unless a short last batch was left out or a pass ended early. */
  readonly rows: number
  /** Wall time it took, in seconds; browsers round it. */
  readonly seconds: number
  /** Rows trained on in a second; null where the clock saw no time pass. */
  readonly rowsPerSecond: number | null
  /** Norm of the last update's gradient as the optimizer took it, penalty and clipping included. */
  readonly gradientNorm: number
  /**
   * The gradient noise scale in rows (McCandlish et al., 2018), about the batch size at which a gradient is half noise:
   * a running estimate from every 32nd batch. Absent where it cannot be told.
   */
  readonly noiseScale?: number
  /** On the validation rows, with the parameters at the end of the epoch; absent without validation rows. */
  readonly validation?: { readonly loss: number }
}

/** How to watch and stop a run. */
export interface RunHooks {
  /** Stops the run; the promise then rejects with ABORTED. */
  signal?: AbortSignal | undefined
  /** Called with each finished epoch, in order, soon after it; what it throws stops the run. */
  onEpoch?: ((epoch: Epoch) => void) | undefined
}

/**
 * How far a run goes from where it stands, to what comes first. Without `epochs` and `steps` it goes to its planned end
 * at most: the option `epochs`, or early stopping.
 */
export interface Goal {
  /** Epochs to train, at least 1; they may go past the planned end. */
  readonly epochs?: number
  /** Updates to do, at least 1; they may go past the planned end. */
  readonly steps?: number
  /** Time to take at most, in seconds. The run ends before a step that would end later; it takes at least one. */
  readonly seconds?: number
}

/** Longest time, in milliseconds, that WebAssembly keeps the event loop: half a frame at 60 frames a second. */
const SLICE = 8

/**
 * Runs a session towards its goal.
 *
 * @throws MinibatchError ABORTED, DIVERGED, and whatever `onEpoch` throws
 */
export async function drive(session: Session, hooks: RunHooks, seen: number): Promise<void> {
  if (hooks.signal?.aborted) throw aborted(hooks.signal)
  const report = reporter(session, hooks, seen)
  await (isNative(session) ? onThread(session, hooks, report) : inSlices(session, hooks, report))
  report()
}

/** The epochs of a session, from the given index. */
export function epochsOf(session: Session, from: number): Epoch[] {
  return JSON.parse(calling(() => session.history(from))) as Epoch[]
}

function isNative(session: Session): session is NativeSession {
  return 'start' in session
}

/** Hands new epochs to the listener: those in the JSON, or those the session has beyond the ones seen. */
type Report = (json?: string) => void

/** A report that does nothing, and crosses no boundary, where nobody listens. */
function reporter(session: Session, { onEpoch }: RunHooks, seen: number): Report {
  if (!onEpoch) return () => {}
  return (json) => {
    const epochs = json === undefined ? epochsOf(session, seen) : (JSON.parse(json) as Epoch[])
    for (const epoch of epochs) {
      seen++
      onEpoch(epoch)
    }
  }
}

function onThread(session: NativeSession, { signal }: RunHooks, report: Report): Promise<void> {
  const cancel = () => session.cancel()
  return new Promise((resolve, reject) => {
    let thrown: { error: unknown } | undefined
    const onEvent = (kind: string, json: string) => {
      if (kind === 'progress') {
        try {
          if (!thrown) report(json)
        } catch (error) {
          thrown = { error }
          cancel()
        }
        return
      }
      signal?.removeEventListener('abort', cancel)
      if (thrown) reject(thrown.error)
      else if (kind === 'done') resolve()
      else reject(kind === 'aborted' ? aborted(signal) : fromCoreJson(json))
    }
    calling(() => session.start(onEvent))
    signal?.addEventListener('abort', cancel, { once: true })
  })
}

async function inSlices(session: Session, { signal }: RunHooks, report: Report): Promise<void> {
  let steps = 1
  for (;;) {
    const end = performance.now() + SLICE
    for (let now = end - SLICE; now < end; ) {
      const taken = calling(() => session.advance(steps))
      if (taken === 0) return
      const before = now
      now = performance.now()
      steps = nextSteps(steps, taken, now - before)
    }
    report()
    await nextTask()
    if (signal?.aborted) throw aborted(signal)
  }
}

/** Steps for the next crossing, from what the last one took, in milliseconds; an epoch's end may have cut it short. */
function nextSteps(steps: number, taken: number, took: number): number {
  if (took < SLICE / 8) return Math.max(steps, taken * 2)
  return took > SLICE / 2 ? Math.max(1, steps >> 1) : steps
}

/** The next turn of the event loop. Timers would add 4 ms each in a browser, and a second in a hidden page. */
export function nextTask(): Promise<void> {
  if (typeof setImmediate === 'function') return new Promise((resolve) => setImmediate(resolve))
  if (typeof MessageChannel === 'undefined') return new Promise((resolve) => setTimeout(resolve))
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    const onMessage = () => {
      port1.close()
      resolve()
    }
    port1.addEventListener('message', onMessage, { once: true })
    port1.start()
    port2.postMessage(null)
  })
}
