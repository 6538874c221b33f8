/** The worker: it owns rows and runs, and answers one page. */
import { parent } from '#parent'

import { type Reply, type Request, toPlain } from './messages.js'
import { Service } from './service.js'

const page = parent()
const service = new Service()
const running = new Map<number, AbortController>()

page.listen(
  (message) => {
    const request = message as Request
    if ('release' in request) service.release(request.release)
    else if ('cancel' in request) running.get(request.cancel)?.abort()
    else void answer(request)
  },
  () => {},
)

async function answer({ id, call, args, listens }: Extract<Request, { id: number }>): Promise<void> {
  const controller = new AbortController()
  running.set(id, controller)
  const send = (reply: Reply) => page.send(reply)
  const telling = eventsOf(id, send)
  const tell = listens ? telling.tell : undefined
  try {
    const value = await service.answer(call, args, { signal: controller.signal, tell })
    telling.flush()
    send({ id, value })
  } catch (error) {
    telling.flush()
    send({ id, error: toPlain(error) })
  } finally {
    running.delete(id)
  }
}

/** What a call tells in one turn crosses as one message: short epochs come by the thousand. */
function eventsOf(id: number, send: (reply: Reply) => void) {
  let events: unknown[] = []
  const flush = () => {
    if (events.length === 0) return
    send({ id, events })
    events = []
  }
  const tell = (event: unknown) => {
    if (events.push(event) === 1) queueMicrotask(flush)
  }
  return { tell, flush }
}
