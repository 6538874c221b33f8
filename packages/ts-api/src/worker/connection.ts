/** The page's side of its worker: calls with their events, cancelled by a signal. */
import { startWorker as start } from '#worker'

import { aborted, MinibatchError } from '../errors.js'
import { fromPlain, type Key, type Reply, type Request } from './messages.js'
import type { Leaving, WorkerPort } from './port.js'

/** What a call takes beside its arguments. */
export interface CallHooks {
  /** Buffers that leave this side. */
  readonly transfer?: readonly Leaving[]
  /** Ends the call; its promise then rejects with ABORTED. */
  readonly signal?: AbortSignal | undefined
  /** Called with what the worker tells meanwhile; what it throws ends the call. */
  readonly onEvent?: ((event: never) => void) | undefined
}

interface Pending {
  readonly hooks: CallHooks
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
  readonly cancel: () => void
  thrown?: { readonly error: unknown }
}

/** A running worker. */
export class Connection {
  readonly #port: WorkerPort
  readonly #pending = new Map<number, Pending>()
  /** Gives objects of the worker back once nobody here holds what stands for them. */
  readonly #held = new FinalizationRegistry<Key>((key) => this.#send({ release: key }))
  #next = 0
  /** Why it answers no more. */
  #end: MinibatchError | undefined

  constructor(port: WorkerPort) {
    this.#port = port
    port.listen(
      (reply) => this.#onReply(reply as Reply),
      (reason) => {
        this.#close(
          new MinibatchError(
            'BACKEND_UNAVAILABLE',
            `The worker has ended: ${reason}. Check that the bundler serves the worker's file, or start one by startWorker().`,
          ),
        )
      },
    )
  }

  /** Whether it answers no more. */
  get ended(): boolean {
    return this.#end !== undefined
  }

  /** Lets the worker keep an object for as long as `holder` is reachable here. */
  hold(holder: object, key: Key): void {
    this.#held.register(holder, key)
  }

  /**
   * Calls the worker.
   *
   * @throws MinibatchError whatever the worker throws; ABORTED; DATA_INVALID for what cannot cross; what `onEvent` throws
   */
  call<T>(call: string, args: readonly unknown[], hooks: CallHooks = {}): Promise<T> {
    const { signal, transfer } = hooks
    if (signal?.aborted) return Promise.reject(aborted(signal))
    if (this.#end) return Promise.reject(this.#end)
    const id = ++this.#next
    const cancel = () => this.#send({ cancel: id })
    return new Promise<T>((resolve, reject) => {
      try {
        this.#send({ id, call, args, listens: hooks.onEvent !== undefined }, transfer)
      } catch (error) {
        return reject(uncloneable(call, error))
      }
      this.#pending.set(id, { hooks, resolve, reject, cancel })
      signal?.addEventListener('abort', cancel, { once: true })
      this.#port.hold(true)
    })
  }

  /** Ends the worker; calls under way reject with ABORTED. */
  terminate(): void {
    this.#close(new MinibatchError('ABORTED', 'The worker was terminated during this call.'))
  }

  #send(request: Request, transfer?: readonly Leaving[]): void {
    if (!this.#end) this.#port.send(request, transfer)
  }

  #onReply(reply: Reply): void {
    const pending = this.#pending.get(reply.id)
    if (!pending) return
    const { hooks, resolve, reject, cancel } = pending
    if ('events' in reply) {
      try {
        if (!pending.thrown) for (const event of reply.events) hooks.onEvent?.(event as never)
      } catch (error) {
        pending.thrown = { error }
        cancel()
      }
      return
    }
    this.#settle(reply.id, pending)
    if (pending.thrown) reject(pending.thrown.error)
    else if ('value' in reply) resolve(reply.value as never)
    else if (reply.error.code === 'ABORTED' && hooks.signal?.aborted) reject(aborted(hooks.signal))
    else reject(fromPlain(reply.error))
  }

  #settle(id: number, { hooks, cancel }: Pending): void {
    this.#pending.delete(id)
    hooks.signal?.removeEventListener('abort', cancel)
    if (this.#pending.size === 0 && !this.#end) this.#port.hold(false)
  }

  #close(error: MinibatchError): void {
    if (this.#end) return
    this.#end = error
    for (const [id, pending] of this.#pending) {
      this.#settle(id, pending)
      pending.reject(pending.thrown ? pending.thrown.error : error)
    }
    this.#port.terminate()
  }
}

let current: Connection | undefined

/** The worker, started by the first call. */
export function connection(): Connection {
  if (!current || current.ended) current = new Connection(start())
  return current
}

/** Takes this worker for all calls to come. */
export function connect(port: WorkerPort): void {
  current?.terminate()
  current = new Connection(port)
}

/** Ends the worker, if one runs. */
export function disconnect(): void {
  current?.terminate()
  current = undefined
}

function uncloneable(call: string, cause: unknown): MinibatchError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new MinibatchError(
    'DATA_INVALID',
    `${call} was given something that cannot be sent to a worker: ${reason}. Give numbers, text, booleans, dates and typed arrays.`,
    {},
    { cause },
  )
}
