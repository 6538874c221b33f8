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
  try {
    const tell = listens ? (event: unknown) => send({ id, event }) : undefined
    send({ id, value: await service.answer(call, args, { signal: controller.signal, tell }) })
  } catch (error) {
    send({ id, error: toPlain(error) })
  } finally {
    running.delete(id)
  }
}
