import { MinibatchError } from '../errors.js'
import type { WebWorker, WorkerPort } from './port.js'

/**
 * Starts the worker. Bundlers know this very expression and make a file of the worker's modules.
 *
 * @throws MinibatchError BACKEND_UNAVAILABLE where there are no workers
 */
export function startWorker(): WorkerPort {
  if (typeof Worker !== 'function') {
    throw new MinibatchError(
      'BACKEND_UNAVAILABLE',
      "This environment has no Worker. Import the same names from 'minibatch': they train in slices of a few milliseconds.",
    )
  }
  return portOf(new Worker(new URL('./entry.js', import.meta.url), { type: 'module', name: 'minibatch' }))
}

/** A Web Worker as a port. */
export function portOf(worker: WebWorker): WorkerPort {
  return {
    send: (message, transfer = []) => worker.postMessage(message, [...transfer]),
    listen(onMessage, onEnd) {
      worker.addEventListener('message', (event) => onMessage((event as MessageEvent).data))
      worker.addEventListener('messageerror', () => onEnd('a message of it cannot be read'))
      worker.addEventListener('error', (event) => {
        onEnd((event as ErrorEvent).message || 'its script cannot be loaded')
      })
    },
    hold() {},
    terminate: () => worker.terminate(),
  }
}

/** A path as the worker can open it: addresses are relative to the page, not to the worker's script. */
export function absolute(path: string): string {
  return new URL(path, globalThis.document?.baseURI ?? globalThis.location?.href).href
}
