// The newest stored result as the README's table. `node bench/summary.mjs` writes it there, between its two marks.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { duration } from './report.mjs'
import { median } from './statistics.mjs'
import { aimsOf, ratioOf, shareOf } from './verdict.mjs'

const readme = fileURLToPath(new URL('../README.md', import.meta.url))
const results = fileURLToPath(new URL('results/', import.meta.url))
const block = /(<!-- bench -->\n)[^]*?(\n<!-- \/bench -->)/

/** The columns: peers, each workload showing the first one it has. */
const columns = [
  ['NumPy', ['numpy', 'numpy-network']],
  ['PyTorch, tensors', ['torch-fused']],
  ['PyTorch, DataLoader', ['torch-loader']],
  ['scikit-learn', ['sklearn', 'sklearn-mlp']],
  ['tfjs, wasm', ['tfjs-wasm']],
  ['JavaScript loop', ['javascript']],
  ['Rust loop', ['rust']],
]

const times = (value) => `${+value.toPrecision(3)}×`

function row(result) {
  const native = duration(median(result.entries.native.rounds.map((round) => round.seconds)))
  const share = shareOf(result, 'native')
  const roof = share?.bound === 'latency' ? 'latency-bound' : share ? `${Math.round(100 * share.median)} %` : ''
  const ratios = columns.map(([, peers]) => {
    const found = peers.map((peer) => ratioOf(result, peer)).find(Boolean)
    return found ? times(found.median) : ''
  })
  return `| ${[result.workload.title, native, roof, ...ratios].join(' | ')} |`
}

function missed(result) {
  return aimsOf(result)
    .filter(({ met, found }) => found && !met)
    .map(({ aim, sense, limit, unit, found }) => {
      const show = unit === '%' ? (value) => `${Math.round(100 * value)} %` : times
      return `Aim not met: ${result.workload.title}, ${aim}, ${sense} ${show(limit)}; it is ${show(found.median)} [${show(found.low)}, ${show(found.high)}].`
    })
}

/** The newest result's table, with the aims it misses. */
export function summary() {
  const name = readdirSync(results).filter((file) => file.endsWith('.json')).sort((a, b) => a.slice(-15).localeCompare(b.slice(-15))).at(-1)
  const { date, machine, rounds, results: found } = JSON.parse(readFileSync(results + name, 'utf8'))
  const lines = [
    `One core of ${machine.cpu} (${machine.vectors[0]}), ${date}, ${rounds} rounds of fresh processes; "3×" means that minibatch's native build is three times as fast. [The whole report](bench/results/${name.replace('.json', '.md')}) has intervals, versions and the WebAssembly build.`,
    '',
    `| | one run | share of the roof | ${columns.map(([title]) => title).join(' | ')} |`,
    `|---|--:|--:|${columns.map(() => '--:').join('|')}|`,
    ...found.map(row),
  ]
  const aims = found.flatMap(missed)
  return [...lines, ...(aims.length ? ['', ...aims] : [])].join('\n')
}

/** The README with the summary in its place. */
export function readmeWithSummary() {
  return readFileSync(readme, 'utf8').replace(block, (_, open, close) => `${open}${summary()}${close}`)
}

if (process.argv[1] === import.meta.filename) writeFileSync(readme, readmeWithSummary())
