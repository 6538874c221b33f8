// How fast a served model answers: `node bench/serve.mjs [--rounds 5] [--seconds 5] [--out FILE.json]`, after `npm run build`.
// The load generator runs on the same machine, bound with the server to the same two cores.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import autocannon from 'autocannon'
import { describeMachine } from './machine.mjs'
import { randomOf, uniform } from './random.mjs'
import { medianWithInterval } from './statistics.mjs'
import { store } from './store.mjs'

const AIMS = { latencyMs: 1, requestsPerSecond: 5000 }
/** Columns of the table: numbers, and one of text. */
const NUMBERS = 20
const ROWS = 2000
const WARM_UP = 3000
const SEQUENTIAL = 3000
const CONNECTIONS = 16
const CORES = '0,1'

const { values } = parseArgs({ options: { rounds: { type: 'string' }, seconds: { type: 'string' }, out: { type: 'string' } } })
const rounds = Number(values.rounds ?? 5)
const seconds = Number(values.seconds ?? 5)
const root = dirname(import.meta.dirname)
const command = join(root, 'packages/cli/bin/minibatch.js')

execFileSync('taskset', ['-a', '-p', '-c', CORES, String(process.pid)], { stdio: 'ignore' })

function writeTable(path) {
  const random = randomOf(42)
  const names = Array.from({ length: NUMBERS }, (_, j) => `x${j}`)
  const lines = Array.from({ length: ROWS }, (_, i) => {
    const x = names.map(() => uniform(random))
    return [...x, `level ${i % 10}`, x[0] * 3 - x[1] + (i % 10)].join(',')
  })
  writeFileSync(path, [[...names, 'level', 'y'].join(','), ...lines].join('\n'))
}

/** The server's address, once it listens. */
function started(child) {
  return new Promise((resolve, reject) => {
    let out = ''
    child.stdout.on('data', (piece) => {
      out += piece
      if (out.endsWith('}\n')) resolve(JSON.parse(out).url)
    })
    child.on('exit', () => reject(new Error('the server ended')))
  })
}

/** Milliseconds of each of so many requests, one after another over one connection. */
async function sequential(url, body, count) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const times = []
  for (let i = 0; i < count; i++) {
    const start = performance.now()
    await new Promise((resolve, reject) => {
      const request = http.request(url, { agent, method: 'POST', headers: HEADERS }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`))
        response.resume().on('end', resolve)
      })
      request.on('error', reject)
      request.end(body)
    })
    times.push(performance.now() - start)
  }
  agent.destroy()
  return times.toSorted((one, other) => one - other)
}

const HEADERS = { 'content-type': 'application/json' }
const at = (sorted, share) => sorted[Math.floor(share * (sorted.length - 1))]

const folder = mkdtempSync(join(tmpdir(), 'minibatch-bench-'))
const model = join(folder, 'model.safetensors')
writeTable(join(folder, 'table.csv'))
execFileSync(process.execPath, [command, 'train', join(folder, 'table.csv'), '--target', 'y', '--out', model, '--quiet'], { stdio: 'ignore' })
const server = spawn('taskset', ['-c', CORES, process.execPath, command, 'serve', model, '--port', '0', '--json', '--quiet'])
const found = []
try {
  const url = await started(server)
  const body = JSON.stringify((await (await fetch(url)).json()).example)
  await sequential(`${url}/predict`, body, WARM_UP)
  for (let i = 0; i < rounds; i++) {
    const times = await sequential(`${url}/predict`, body, SEQUENTIAL)
    const load = await autocannon({ url: `${url}/predict`, method: 'POST', headers: HEADERS, body, connections: CONNECTIONS, duration: seconds })
    if (load.non2xx > 0 || load.errors > 0) throw new Error(`${load.non2xx + load.errors} requests failed`)
    found.push({ median: at(times, 0.5), p99: at(times, 0.99), perSecond: load.requests.total / load.duration, loadMedian: load.latency.p50, loadP99: load.latency.p99 })
  }
} finally {
  server.kill('SIGTERM')
  rmSync(folder, { recursive: true })
}

const of = (pick) => medianWithInterval(found.map(pick))
const result = {
  date: new Date().toISOString().slice(0, 10),
  machine: describeMachine(root),
  rounds,
  seconds,
  columns: NUMBERS + 1,
  /** Milliseconds of a request for one row, one after another, as a client in another process sees them. */
  sequential: { median: of(({ median }) => median), p99: of(({ p99 }) => p99) },
  /** Under load: whole milliseconds are the load generator's. */
  load: { connections: CONNECTIONS, requestsPerSecond: of(({ perSecond }) => perSecond), median: of(({ loadMedian }) => loadMedian), p99: of(({ loadP99 }) => loadP99) },
}
store('serve', result, values.out)
const shown = ({ median, low, high }) => `${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`
console.log(`one row:    median ${shown(result.sequential.median)} ms, aim at most ${AIMS.latencyMs}; p99 ${shown(result.sequential.p99)} ms`)
console.log(`under load: ${shown(result.load.requestsPerSecond)} requests/s over ${CONNECTIONS} connections, aim at least ${AIMS.requestsPerSecond}; p99 ${shown(result.load.p99)} ms`)
