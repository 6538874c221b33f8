import { type Transferable, Worker } from 'node:worker_threads'

import { portOf as portOfWebWorker } from './start.browser.js'
import type { WorkerPort } from './port.js'

/** Starts a thread; it keeps the process only while it works. */
export function startWorker(): WorkerPort {
  const worker = new Worker(new URL('./entry.js', import.meta.url), { name: 'minibatch' })
  worker.unref()
  return {
    send: (message, transfer = []) => worker.postMessage(message, transfer as readonly Transferable[]),
    listen(onMessage, onEnd) {
      worker.on('message', onMessage)
      worker.on('messageerror', (error) => onEnd(error.message))
      worker.on('error', (error) => onEnd(error.message))
      worker.on('exit', (code) => onEnd(`it ended with code ${code}`))
    },
    hold: (busy) => (busy ? worker.ref() : worker.unref()),
    terminate: () => void worker.terminate(),
  }
}

/** A worker of the caller's, in runtimes that have Web Workers too. */
export const portOf = portOfWebWorker

/** A path as it is: threads share the working folder. */
export function absolute(path: string): string {
  return path
}
