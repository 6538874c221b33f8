/** `minibatch serve`: a saved model behind an HTTP server, until the process is told to stop. */
import { once } from 'node:events'
import type { Server } from 'node:http'
import { type AddressInfo, isIPv6 } from 'node:net'
import { type BackendChoice, loadModel, type Row } from 'minibatch'
import { CommandError, EXIT } from './exit.js'
import { counted, duration } from './format.js'
import { cardOf } from './serve/card.js'
import { Metrics } from './serve/metrics.js'
import { Answers } from './serve/predictions.js'
import { modelServer } from './serve/server.js'
import type { Terminal } from './terminal.js'

export interface ServeFlags {
  host: string
  port: number
  maxBody: number
  maxRows: number
  /** Seconds. */
  timeout: number
  backend: BackendChoice
}

export async function serve(path: string, flags: ServeFlags, terminal: Terminal): Promise<void> {
  const model = await loadModel(path, { backend: flags.backend })
  const { timeout, maxBody, maxRows } = flags
  const limits = { maxBody, maxRows, timeout: timeout * 1000 }
  const metrics = new Metrics(model)
  const card = cardOf(model, limits)
  // A first prediction compiles what every later one runs, and shows that the model predicts.
  model.predict([card.example] as readonly Row[])
  const stopping = new AbortController()
  const server = modelServer({ answers: new Answers(model, maxRows), card, limits, metrics, stopping: stopping.signal })
  const url = await listen(server, flags)
  const closed = once(server, 'close')
  if (terminal.json) terminal.document({ url, model: path, weightsHash: model.weightsHash, pid: process.pid })
  else terminal.lines([`serving ${path} (${model.weightsHash}) on ${url}`])
  await told(terminal.signal)
  const started = performance.now()
  stopping.abort()
  server.close()
  server.closeIdleConnections()
  const late = setTimeout(() => server.closeAllConnections(), limits.timeout)
  await closed
  clearTimeout(late)
  const seconds = (performance.now() - started) / 1000
  terminal.progress.note(`stopped in ${duration(seconds)} after ${counted(await metrics.requests(), 'request')}`)
}

/** Listens; gives the address as a URL. */
async function listen(server: Server, { host, port }: ServeFlags): Promise<string> {
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (cause) {
    throw cannotListen(cause, host, port)
  }
  const { address, port: taken } = server.address() as AddressInfo
  return `http://${isIPv6(address) ? `[${address}]` : address}:${taken}`
}

function cannotListen(cause: unknown, host: string, port: number): CommandError {
  const code = (cause as NodeJS.ErrnoException).code
  const details = { host, port, systemCode: code }
  if (code === 'EADDRINUSE') {
    return new CommandError('IO_FAILED', `Cannot listen on ${host}:${port}: another program does. Give --port another, or 0 for any that is free.`, { details, exit: EXIT.failed })
  }
  if (code === 'EACCES') {
    return new CommandError('IO_FAILED', `Cannot listen on ${host}:${port}: ports below 1024 need rights this process lacks. Give --port a higher one.`, { details, exit: EXIT.failed })
  }
  if (code === 'ENOTFOUND' || code === 'EADDRNOTAVAIL' || code === 'EAI_AGAIN') {
    return new CommandError('OPTION_INVALID', `Option --host: '${host}' is no address of this machine. Leave it out to listen on this machine alone, or give 0.0.0.0.`, { details })
  }
  return new CommandError('IO_FAILED', `Cannot listen on ${host}:${port}: ${(cause as Error).message}.`, { details, exit: EXIT.failed })
}

/** Resolves when the process is told to stop: by Ctrl-C or by SIGTERM. */
async function told(interrupted: AbortSignal): Promise<void> {
  const { promise, resolve } = withResolvers()
  interrupted.addEventListener('abort', resolve, { once: true })
  process.once('SIGTERM', resolve)
  await promise
  process.off('SIGTERM', resolve)
  // A second one does not wait.
  process.once('SIGTERM', () => process.exit(EXIT.interrupted))
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve!: () => void
  return { promise: new Promise((done) => (resolve = () => done())), resolve }
}
