/** A model behind HTTP: answers as `predict` gives them, bounds that hold, an end that finishes what runs. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { LinearRegression } from 'minibatch'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COMMAND, document, FIXTURES, folder, minibatch } from './command.js'

interface Running {
  url: string
  port: number
  child: ChildProcess
  stderr: () => string
  /** Resolves with the exit code. */
  ended: Promise<number | null>
}

/** Starts a server on a free port, and waits until it listens. */
async function start(model: string, args: readonly string[] = []): Promise<Running> {
  const child = spawn(process.execPath, [COMMAND, 'serve', model, '--port', '0', '--json', ...args], { stdio: 'pipe' })
  let [stdout, stderr] = ['', '']
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      if (stdout.endsWith('}\n')) resolve((JSON.parse(stdout) as { url: string }).url)
    })
    child.on('exit', () => reject(new Error(stderr)))
  })
  return { url, port: Number(new URL(url).port), child, stderr: () => stderr, ended }
}

const JSON_TYPE = { 'content-type': 'application/json' }

async function ask(url: string, body: unknown, path = '/predict'): Promise<{ status: number; value: unknown }> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const response = await fetch(`${url}${path}`, { method: 'POST', headers: JSON_TYPE, body: text })
  return { status: response.status, value: await response.json() }
}

type Failure = { error: { code: string; message: string; details: Record<string, unknown> } }

let place: ReturnType<typeof folder>
let model: string
let classifier: string
let server: Running

beforeAll(async () => {
  const rows = Array.from({ length: 60 }, (_, i) => `${i % 7},${['north', 'south'][i % 2]},${(i % 7) * 2 + (i % 2) * 5}`)
  place = folder({ 'table.csv': ['a,side,y', ...rows].join('\n') })
  model = join(place.path, 'model.safetensors')
  classifier = join(place.path, 'iris.safetensors')
  await document(['train', 'table.csv', '--target', 'y', '--out', model], { cwd: place.path })
  await document(['train', join(FIXTURES, 'tables/iris.csv'), '--target', 'target', '--out', classifier])
  server = await start(model, ['--max-body', '64KB', '--max-rows', '100', '--timeout', '1'])
})
afterAll(async () => {
  server.child.kill('SIGTERM')
  await server.ended
  place.remove()
})

describe('POST /predict', () => {
  it('answers what predict writes', async () => {
    const { predictions } = await document<{ predictions: number[] }>(['predict', model, 'table.csv'], { cwd: place.path })
    const rows = Array.from({ length: 60 }, (_, i) => ({ a: i % 7, side: ['north', 'south'][i % 2], other: i }))
    expect(await ask(server.url, rows)).toEqual({ status: 200, value: predictions })
    expect(await ask(server.url, rows[3])).toEqual({ status: 200, value: predictions[3] })
  })

  it('answers many at once as each alone', async () => {
    const bodies: unknown[] = Array.from({ length: 200 }, (_, i) =>
      i % 10 === 3 ? { a: 'high', side: 'north' } : i % 10 === 7 ? { a: String(i % 7), side: 'south' } : { a: i % 7, side: ['north', 'south', null][i % 3] },
    )
    const alone = []
    for (const body of bodies) alone.push(await ask(server.url, body))
    const together = await Promise.all(bodies.map((body) => ask(server.url, body)))
    expect(together).toEqual(alone)
    expect(new Set(alone.map(({ status }) => status))).toEqual(new Set([200, 422]))
  })

  it('takes null, and a name that only some rows have, as missing', async () => {
    const whole = await ask(server.url, [{ a: null, side: 'north' }, { a: 1, side: 'north' }])
    const lacking = await ask(server.url, [{ side: 'north' }, { a: 1, side: 'north' }])
    expect(whole.status).toBe(200)
    expect(lacking).toEqual(whole)
  })

  it('gives each class its probability', async () => {
    const iris = await start(classifier)
    try {
      const card = (await (await fetch(iris.url)).json()) as { classes: string[]; example: object; columns: { name: string }[] }
      expect(card.classes).toEqual(['setosa', 'versicolor', 'virginica'])
      expect(Object.keys(card.example)).toEqual(card.columns.map(({ name }) => name))
      const label = await ask(iris.url, card.example)
      const { value } = await ask(iris.url, card.example, '/predict?probability')
      const probabilities = Object.entries(value as Record<string, number>)
      expect(probabilities.map(([name]) => name)).toEqual(card.classes)
      expect(probabilities.reduce((sum, [, share]) => sum + share, 0)).toBeCloseTo(1, 6)
      expect(probabilities.toSorted(([, one], [, other]) => other - one)[0]![0]).toBe(label.value)
      const many = await ask(iris.url, [card.example, card.example], '/predict?probability=true')
      expect(many.value).toEqual([value, value])
    } finally {
      iris.child.kill('SIGTERM')
      expect(await iris.ended).toBe(0)
    }
  })
})

describe('a model of plain arrays', () => {
  it('takes rows that are arrays', async () => {
    const path = join(place.path, 'plain.safetensors')
    const plain = new LinearRegression({ epochs: 5 })
    const x = [[1, 2], [2, 1], [3, 5], [4, 3]]
    await plain.fit(x, [3, 3, 8, 7])
    await plain.save(path)
    const own = await start(path)
    try {
      expect(await ask(own.url, x)).toEqual({ status: 200, value: [...plain.predict(x)] })
      expect(await ask(own.url, x[2])).toEqual({ status: 200, value: plain.predict([x[2]!])[0] })
      expect((await ask(own.url, { a: 1 })).status).toBe(422)
      expect((await ask(own.url, [1])).status).toBe(422)
      const { example } = (await (await fetch(own.url)).json()) as { example: number[] }
      expect(example).toEqual([0, 0])
    } finally {
      own.child.kill('SIGTERM')
      expect(await own.ended).toBe(0)
    }
  })
})

describe('a request that cannot be answered', () => {
  const row = { a: 1, side: 'north' }
  it.each<[string, unknown, number, string, RegExp]>([
    ['no JSON', '{"a": 1,', 400, 'JSON_INVALID', /no JSON/],
    ['nothing', '', 400, 'JSON_INVALID', /no JSON/],
    ['a number', 5, 422, 'DATA_INVALID', /expected an object/],
    ['null', 'null', 422, 'DATA_INVALID', /got null/],
    ['no rows', [], 422, 'DATA_INVALID', /empty array/],
    ['a row that is an array', [row, [1, 2]], 422, 'DATA_INVALID', /Row 2/],
    ['a column that is not there', { side: 'north' }, 422, 'DATA_INVALID', /'a'/],
    ['text for a number', { ...row, a: 'high' }, 422, 'DATA_INVALID', /'a'.*'high'/],
    ['an infinite number', '{"a": 1e999, "side": "north"}', 422, 'DATA_INVALID', /'a'.*finite/],
    ['an object for a cell', { ...row, side: { constructor: { name: {} } } }, 422, 'DATA_INVALID', /'side'/],
    ['lists as deep as the body is long', `{"a": ${'['.repeat(30_000)}${']'.repeat(30_000)}, "side": "x"}`, 422, 'DATA_INVALID', /'a'/],
    ['too many rows', Array.from({ length: 101 }, () => row), 413, 'TOO_MANY_ROWS', /100 rows.*101/],
    ['a body beyond the limit', 'x'.repeat(65_537), 413, 'BODY_TOO_LARGE', /65536 bytes/],
  ])('with %s says so', async (_, body, status, code, says) => {
    const { status: got, value } = await ask(server.url, body)
    const { error } = value as Failure
    expect([got, error.code]).toEqual([status, code])
    expect(error.message).toMatch(says)
  })

  it('is bounded where its length is not told before', async () => {
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(`${server.url}/predict`, { method: 'POST', headers: JSON_TYPE }, (response) => resolve(response.statusCode))
      request.on('error', reject)
      for (let i = 0; i < 80; i++) request.write('x'.repeat(1024))
    })
    expect(status).toBe(413)
  })

  it('of another path, method or kind says what there is', async () => {
    expect((await fetch(`${server.url}/x`)).status).toBe(404)
    expect((await fetch(`${server.url}/__proto__`)).status).toBe(404)
    const wrong = await fetch(`${server.url}/predict`)
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST'])
    const form = await fetch(`${server.url}/predict`, { method: 'POST', body: new URLSearchParams({ a: '1' }) })
    expect([form.status, ((await form.json()) as Failure).error.code]).toEqual([415, 'TYPE_UNSUPPORTED'])
    const packed = await fetch(`${server.url}/predict`, { method: 'POST', headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: 'x' })
    expect(packed.status).toBe(415)
    expect((await ask(server.url, row, '/predict?probabilty')).status).toBe(400)
    expect((await ask(server.url, row, '/predict?probability')).value).toMatchObject({ error: { code: 'OPTION_INVALID' } })
  })

  it.each([
    ['no HTTP', 'GARBAGE\r\n\r\n', /^HTTP\/1\.1 400 .*"HTTP_INVALID"/s],
    ['a body that never comes', 'POST /predict HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{', /^HTTP\/1\.1 408 .*"TOO_SLOW"/s],
    ['headers without end', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, /^HTTP\/1\.1 431 .*"HEADERS_TOO_LARGE"/s],
  ])('that is %s ends with a status', async (_, bytes, says) => {
    const socket = connect(server.port, '127.0.0.1')
    let got = ''
    socket.setEncoding('utf8').on('data', (text: string) => (got += text))
    socket.on('error', () => {})
    socket.write(bytes)
    await once(socket, 'close')
    expect(got).toMatch(says)
  })
})

describe('what is beside predictions', () => {
  it('is the model, its health and metrics', async () => {
    const card = (await (await fetch(server.url)).json()) as { weightsHash: string; target: string; example: object; limits: object }
    expect(card).toMatchObject({ target: 'y', task: 'regression', classes: [], limits: { maxBody: 65_536, maxRows: 100 } })
    expect((await ask(server.url, card.example)).status).toBe(200)
    const health = await fetch(`${server.url}/health`)
    expect(await health.json()).toEqual({ status: 'ok', weightsHash: card.weightsHash })
    const text = await (await fetch(`${server.url}/metrics`)).text()
    expect(text).toMatch(/^http_request_duration_seconds_count\{method="POST",route="\/predict",status="200"\} [1-9]/m)
    expect(text).toMatch(/route="other",status="404"/)
    expect(text).not.toContain('__proto__')
    expect(text).toMatch(/^minibatch_predicted_rows_total [1-9]/m)
    expect(text).toContain(`minibatch_model_info{weights_hash="${card.weightsHash}",task="regression",target="y"} 1`)
  })
})

describe('the end', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('by %s finishes the request that runs, and refuses new ones', async (signal) => {
    const own = await start(model)
    const request = httpRequest(`${own.url}/predict`, { method: 'POST', headers: { ...JSON_TYPE, expect: '100-continue' } })
    const answered = once(request, 'response')
    request.flushHeaders()
    // The server has the request, and waits for its body.
    await once(request, 'continue')
    own.child.kill(signal)
    // It no longer takes connections once it stops.
    for (let refused = false; !refused; ) refused = await fetch(`${own.url}/health`).then(() => false, () => true)
    request.end(JSON.stringify({ a: 1, side: 'north' }))
    const [response] = (await answered) as [{ statusCode: number; headers: Record<string, string>; resume: () => void }]
    response.resume()
    expect([response.statusCode, response.headers['connection']]).toEqual([200, 'close'])
    expect(await own.ended).toBe(0)
    expect(own.stderr()).toMatch(/stopped in .* after \d+ request/)
  })

  it('comes at once where it cannot begin', async () => {
    const taken = await minibatch(['serve', model, '--port', String(server.port)])
    expect([taken.code, taken.stdout]).toEqual([1, ''])
    expect(taken.stderr).toMatch(/another program/)
    const host = await minibatch(['serve', model, '--host', '203.0.113.7', '--port', '0'])
    expect([host.code, host.stdout]).toEqual([2, ''])
    for (const flag of [['--port', '70000'], ['--max-body', 'much'], ['--max-rows', '0'], ['--timeout', '0']]) {
      expect((await minibatch(['serve', model, ...flag])).code).toBe(2)
    }
  })
})
