/**
 * The HTTP server of a model, by `node:http` alone: three fixed paths need no router, Node itself holds the limits of
 * time, and the frameworks around it want a newer Node than this package does.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Card, Limits } from './card.js'
import { answerOfFailure, RequestFailure } from './failure.js'
import type { Metrics } from './metrics.js'
import type { Answers } from './predictions.js'

/** What a server is made of. */
export interface Served {
  readonly answers: Answers
  readonly card: Card
  readonly limits: Limits
  readonly metrics: Metrics
  /** Aborted once the server stops: what runs is finished, nothing new is begun. */
  readonly stopping: AbortSignal
}

/** What goes back. */
interface Reply {
  readonly status: number
  readonly type: string
  readonly text: string
  readonly headers?: Readonly<Record<string, string>>
}

type Handler = (served: Served, request: IncomingMessage, query: URLSearchParams) => Reply | Promise<Reply>

const ROUTES: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  '/': { GET: ({ card }) => json(200, card, 2) },
  '/health': { GET: health },
  '/metrics': { GET: prometheus },
  '/predict': { POST: predict },
}

/** Bytes of headers; time in which an idle connection is let go; connections held at once. */
const MAX_HEADERS = 16 * 1024
const KEEP_ALIVE_MS = 5_000
const MAX_CONNECTIONS = 1_024

/** A server that does not listen yet. */
export function modelServer(served: Served): Server {
  const { timeout } = served.limits
  const settings = {
    maxHeaderSize: MAX_HEADERS,
    headersTimeout: Math.min(timeout, 10_000),
    requestTimeout: timeout,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: 500,
  }
  const server = createServer(settings, (request, response) => void respond(served, request, response))
  server.maxConnections = MAX_CONNECTIONS
  server.on('clientError', refuse)
  return server
}

async function respond(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url = '/' } = request
  const [path = '/', search = ''] = url.split(/\?(.*)/s)
  const started = performance.now()
  let reply: Reply
  try {
    const handler = handlerOf(path, method)
    const answering = handler(served, request, new URLSearchParams(search))
    reply = answering instanceof Promise ? await answering : answering
  } catch (error) {
    reply = failed(error)
  }
  const { status, type, text, headers } = reply
  if (!response.writable) return
  // A body that was not read to its end would be taken for the next request.
  const last = served.stopping.aborted || !request.complete ? { connection: 'close' } : {}
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text), ...headers, ...last })
  response.end(method === 'HEAD' ? undefined : text)
  const seconds = (performance.now() - started) / 1000
  served.metrics.answered({ method: METHODS.has(method) ? method : 'other', route: Object.hasOwn(ROUTES, path) ? path : 'other', status, seconds })
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])

function handlerOf(path: string, method: string): Handler {
  const route = Object.hasOwn(ROUTES, path) ? ROUTES[path]! : undefined
  if (!route) throw new RequestFailure(404, 'NOT_FOUND', `Nothing is at '${path}'. There is ${Object.keys(ROUTES).join(', ')}.`, { path })
  const handler = route[method === 'HEAD' ? 'GET' : method]
  if (handler) return handler
  const allowed = Object.keys(route).join(', ')
  throw new RequestFailure(405, 'METHOD_NOT_ALLOWED', `'${path}' takes ${allowed}; got ${method}.`, { path, allow: allowed })
}

async function predict({ answers, limits, metrics, stopping }: Served, request: IncomingMessage, query: URLSearchParams): Promise<Reply> {
  if (stopping.aborted) throw new RequestFailure(503, 'STOPPING', 'The server stops. Ask another, or later.')
  const probability = isAsked(query)
  checkType(request)
  const text = await bodyOf(request, limits.maxBody)
  const { rows, value } = await answers.to({ text, probability })
  metrics.predicted(rows)
  return json(200, value)
}

/** Whether probabilities are asked for, and nothing that does not exist. */
function isAsked(query: URLSearchParams): boolean {
  for (const [name, value] of query) {
    const wrong = name !== 'probability' || !['', 'true', 'false', '1', '0'].includes(value)
    if (wrong) throw new RequestFailure(400, 'OPTION_INVALID', `'/predict' takes ?probability; got '${name}=${value}'.`, { option: name })
  }
  const asked = query.get('probability')
  return asked !== null && asked !== 'false' && asked !== '0'
}

function checkType({ headers }: IncomingMessage): void {
  const type = headers['content-type'] ?? ''
  const encoding = headers['content-encoding'] ?? 'identity'
  if (!/^application\/json *(;|$)/i.test(type) || /charset *= *"?(?!utf-?8)/i.test(type)) {
    throw new RequestFailure(415, 'TYPE_UNSUPPORTED', `Expected a body of content-type application/json in UTF-8, got ${type === '' ? 'none' : `'${type}'`}.`, { contentType: type })
  }
  if (encoding !== 'identity') {
    throw new RequestFailure(415, 'ENCODING_UNSUPPORTED', `Expected a body that is not compressed, got content-encoding '${encoding}'.`, { contentEncoding: encoding })
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true })

/** The body as text, never more of it than the limit. */
function bodyOf(request: IncomingMessage, maxBody: number): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > maxBody) return Promise.reject(tooLarge(maxBody))
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let length = 0
    request.on('data', (part: Buffer) => {
      length += part.length
      if (length > maxBody) {
        request.pause()
        reject(tooLarge(maxBody))
      } else parts.push(part)
    })
    request.on('end', () => {
      try {
        resolve(UTF8.decode(parts.length === 1 ? parts[0] : Buffer.concat(parts)))
      } catch {
        reject(new RequestFailure(400, 'JSON_INVALID', 'The body is no UTF-8. JSON is sent as UTF-8.'))
      }
    })
    // The client went away: nobody reads the answer.
    request.on('error', reject)
  })
}

function tooLarge(maxBody: number): RequestFailure {
  return new RequestFailure(413, 'BODY_TOO_LARGE', `Expected a body of at most ${maxBody} bytes. Send the rows in parts.`, { maxBody })
}

function health({ card, stopping }: Served): Reply {
  const { weightsHash } = card
  return stopping.aborted ? json(503, { status: 'stopping', weightsHash }) : json(200, { status: 'ok', weightsHash })
}

async function prometheus({ metrics }: Served): Promise<Reply> {
  return { status: 200, type: metrics.contentType, text: await metrics.text() }
}

function json(status: number, value: unknown, indent?: number): Reply {
  return { status, type: 'application/json; charset=utf-8', text: `${JSON.stringify(value, null, indent)}\n` }
}

function failed(error: unknown): Reply {
  const { status, body } = answerOfFailure(error)
  const { allow } = body.error.details as { allow?: string }
  return { ...json(status, body), ...(allow === undefined ? {} : { headers: { allow } }) }
}

/** What Node's parser refuses before there is a request: too slow, too large, or no HTTP. */
function refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const failure =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? new RequestFailure(408, 'TOO_SLOW', 'The request did not arrive in time. Send it in one go.')
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? new RequestFailure(431, 'HEADERS_TOO_LARGE', `Expected at most ${MAX_HEADERS} bytes of headers.`)
        : new RequestFailure(400, 'HTTP_INVALID', 'This is no HTTP request that can be read.')
  const { status, type, text } = failed(failure)
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, 'connection: close', `content-type: ${type}`, `content-length: ${Buffer.byteLength(text)}`]
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`)
}
