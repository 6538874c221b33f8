import type { Port } from './port.js'

/** The page that started this worker. */
export function parent(): Port {
  return {
    send: (message, transfer = []) => self.postMessage(message, { transfer: [...transfer] }),
    listen: (onMessage) => self.addEventListener('message', ({ data }) => onMessage(data)),
  }
}
