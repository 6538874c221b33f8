/** The two ends of a channel between a page and its worker, as this package uses them: environments differ in the rest. */

/** What leaves the side that sends it. */
export type Leaving = ArrayBuffer | ReadableStream

/** One end of the channel. */
export interface Port {
  /** Sends a message; what is named leaves this side. */
  send(message: unknown, transfer?: readonly Leaving[]): void
  /** Calls back with every message, and with the reason why no more will come. */
  listen(onMessage: (message: unknown) => void, onEnd: (reason: string) => void): void
}

/** The end that holds the worker. */
export interface WorkerPort extends Port {
  /** Whether the process must wait for the worker. Pages have no such choice. */
  hold(busy: boolean): void
  terminate(): void
}

/** The part of a Web Worker that is needed of one. */
export interface WebWorker {
  /** Sends a message; what is named leaves this side. */
  postMessage(message: unknown, transfer: Leaving[]): void
  /** Listens to `message`, `messageerror` and `error`. */
  addEventListener(type: string, listener: (event: Event) => void): void
  /** Ends the worker at once. */
  terminate(): void
}
