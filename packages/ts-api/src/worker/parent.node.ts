import { parentPort, type Transferable } from 'node:worker_threads'

import { parent as page } from './parent.browser.js'
import type { Port } from './port.js'

/** The thread that started this one; without one, the page: some runtimes have both kinds of workers. */
export function parent(): Port {
  const port = parentPort
  if (!port) return page()
  return {
    send: (message, transfer = []) => port.postMessage(message, transfer as readonly Transferable[]),
    listen: (onMessage) => void port.on('message', onMessage),
  }
}
