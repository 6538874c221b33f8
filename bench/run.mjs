// The bench: `npm run bench -- [--rounds 15] [--workload long,mlp] [--peers numpy,rust] [--out FILE.json]`.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { contest } from './contest.mjs'
import { generate } from './data.mjs'
import { coreToPin, describeMachine, slugOf } from './machine.mjs'
import { peers } from './peers.mjs'
import { Reference } from './reference.mjs'
import { markdown } from './report.mjs'
import { prepare } from './setup.mjs'
import { workloads } from './workloads.mjs'

const OURS = ['native', 'again', 'fast', 'wasm']
const LINE_MILLISECONDS = 20_000
let lastLine = 0
const USAGE = `usage: npm run bench -- [options]
  --rounds N         fresh processes a peer, default 15
  --workload A,B     of ${workloads.map(({ name }) => name).join(', ')}; default all
  --peers A,B        of ${Object.keys(peers).join(', ')}; default all that a workload lists
  --out FILE.json    where the result is stored, the report beside it as FILE.md; default bench/results/MACHINE-DATE.json
MINIBATCH_BENCH_PYTHON names a Python that has the modules; MINIBATCH_BENCH_CORE the core to run on.`

function fail(message) {
  console.error(`bench: ${message}\n${USAGE}`)
  process.exit(2)
}

/** Comma-separated names, all of them known. */
function chosen(text, known, what) {
  if (text === undefined) return known
  const names = text.split(',')
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) fail(`${what} must be among ${known.join(', ')}, got "${unknown}"`)
  return names
}

function options() {
  const text = { type: 'string' }
  try {
    const { values } = parseArgs({
      options: { rounds: text, workload: text, peers: text, out: text, help: { type: 'boolean' } },
    })
    return values
  } catch (error) {
    return fail(error.message)
  }
}

async function main() {
  const asked = options()
  if (asked.help) return console.log(USAGE)
  const rounds = Number(asked.rounds ?? 15)
  if (!Number.isInteger(rounds) || rounds < 1) fail(`--rounds must be a whole number of at least 1, got "${asked.rounds}"`)
  const selected = chosen(asked.workload, workloads.map(({ name }) => name), '--workload')
  const wanted = chosen(asked.peers, Object.keys(peers), '--peers')

  const root = dirname(import.meta.dirname)
  const folder = join(root, '.tools', 'bench')
  mkdirSync(folder, { recursive: true })
  const machine = describeMachine(root)
  const core = coreToPin()
  const tools = prepare(root, folder, new Set(['roof', ...wanted.map((name) => peers[name].needs)]))
  const result = { date: new Date().toISOString().slice(0, 10), machine, rounds, pinned: core !== null, results: [] }
  for (const workload of workloads.filter(({ name }) => selected.includes(name))) {
    progress(`${workload.name}: the table and its answer in float64`)
    const files = generate(workload, join(folder, 'data'))
    const reference = new Reference(workload, files)
    const names = [...OURS, ...workload.peers].filter((name) => wanted.includes(name))
    const found = await contest({ workload, files, reference, tools, core, rounds, names, progress })
    result.results.push({ workload: described(workload), ...found })
    store(result, asked.out) // after each one: a run that ends early keeps what it measured
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  console.log(markdown(result))
  const ours = result.results.flatMap(({ entries }) => OURS.map((name) => entries[name]))
  if (ours.some((entry) => entry?.state === 'void' || entry?.state === 'failed')) process.exitCode = 1
}

/** What a stored result says of its workload; what is absent is left out. */
function described({ name, title, n, d, classes, hidden, batchSize, epochs, learningRate, optimizer, over, order }) {
  return { name, title, n, d, classes, hidden, batchSize, epochs, learningRate, optimizer, over, order }
}

/** One line on stderr that the next one overwrites; where stderr is no terminal, plain lines now and then. */
function progress(message) {
  if (process.stderr.isTTY) return process.stderr.write(`\r\x1b[K${message}`)
  if (Date.now() - lastLine < LINE_MILLISECONDS) return
  lastLine = Date.now()
  console.error(message)
}

function store(result, out) {
  const path = out ? resolve(process.env.INIT_CWD ?? '.', out) : join(import.meta.dirname, 'results', `${slugOf(result.machine)}-${result.date}.json`)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify(result, null, 1)}\n`)
  writeFileSync(path.replace(/(\.json)?$/, '.md'), markdown(result))
}

await main()
