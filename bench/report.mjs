// A stored result as Markdown. `node bench/report.mjs bench/results/NAME.json` writes NAME.md beside it.
import { readFileSync, writeFileSync } from 'node:fs'
import { peers } from './peers.mjs'
import { median } from './statistics.mjs'
import { aimsOf, arithmeticSpeeds, optimizerCostOf, optimizerRatioOf, ratioOf, readSpeed, shareOf } from './verdict.mjs'

/** 0.0000523 → "52.3 µs": three digits and the unit that suits. */
export function duration(seconds) {
  const [unit, scale] = seconds < 1e-3 ? ['µs', 1e6] : seconds < 1 ? ['ms', 1e3] : ['s', 1]
  return `${digits(seconds * scale)} ${unit}`
}

const digits = (value) => (value >= 1000 ? Math.round(value).toLocaleString('en') : `${+value.toPrecision(3)}`)
const times = (value) => `${digits(value)}×`
const nanoseconds = (seconds) => `${digits(seconds * 1e9)} ns`
const percent = (value) => `${Math.round(100 * value)} %`

/** "34.1× [33.0×, 35.2×]" */
const interval = (found, show) => `${show(found.median)} [${show(found.low)}, ${show(found.high)}]`

function row(result, name) {
  const entry = result.entries[name]
  const { title, note } = peers[name]
  const label = note ? `${title} ¹` : title
  if (entry.state !== 'measured') return `| ${label} | ${entry.state}: ${entry.reason} | | | | |`
  const taken = median(entry.rounds.map((round) => round.seconds))
  const ratio = name === 'native' ? null : ratioOf(result, name)
  const share = shareOf(result, name)
  const roof = !share ? '' : share.bound === 'latency' ? 'latency-bound' : percent(share.median)
  const cells = [label, duration(taken), ratio ? interval(ratio, times) : '', roof, entry.loss.toPrecision(7), entry.rounds.length]
  return `| ${cells.join(' | ')} |`
}

function aimLine({ aim, sense, limit, unit, found, met }) {
  const show = unit === '%' ? percent : times
  const said = found?.median === undefined ? 'not measured' : `${interval(found, show)}: ${met ? 'met' : 'not met'}`
  return `- ${aim}, ${sense} ${show(limit)}: ${said}`
}

/** "Bound by arithmetic; one core reads 16.3 GB/s in order, multiplies and adds 120 GF/s apart, 240 GF/s fused" */
function roofLine(result) {
  const share = shareOf(result, 'native') ?? shareOf(result, 'rust')
  if (!share) return 'The roof was not probed.'
  if (share.bound === 'latency') return 'Latency-bound: the data stays in the nearest caches, so the plain loops stand for the roof.'
  const reading = `Bound by ${share.bound}; one core reads ${digits(readSpeed(result) / 1e9)} GB/s in order`
  if (share.bound === 'memory') return `${reading} (median of the rounds).`
  const { apart, fused } = arithmeticSpeeds(result)
  const speeds = `${digits(apart / 1e9)} GF/s apart and ${digits(fused / 1e9)} GF/s fused`
  return `${reading}, multiplies and adds ${speeds} (medians of the rounds).`
}

/** What the optimizer costs each peer: by how much its run is longer than the same run by the one it is set against. */
function costLines(result) {
  const { optimizer, over } = result.workload
  const costs = Object.keys(result.entries).flatMap((name) => {
    const cost = optimizerCostOf(result, name)
    const ratio = name === 'native' ? null : optimizerRatioOf(result, name)
    if (!cost || name === 'again') return []
    return `- ${peers[name].title}: ${interval(cost, nanoseconds)}${ratio ? `, ${interval(ratio, times)} of ours` : ''}`
  })
  if (!costs.length) return []
  return [`${optimizer} over ${over.optimizer}, the longer time of a run by its parameters and steps:`, '', ...costs, '']
}

export function section(result) {
  const noted = Object.keys(result.entries).filter((name) => peers[name].note)
  const lines = [
    `### ${result.workload.title}`,
    '',
    roofLine(result),
    '',
    '| | one run | native is faster [90 %] | share of the roof | final loss | rounds |',
    '|---|--:|--:|--:|--:|--:|',
    ...Object.keys(result.entries).filter((name) => name !== 'again').map((name) => row(result, name)),
    '',
  ]
  const spread = ratioOf(result, 'again')
  if (spread) lines.push(`A/A, native against itself: ${interval(spread, (value) => times(value))}.`, '')
  for (const name of noted) lines.push(`¹ ${peers[name].title}: ${peers[name].note}.`, '')
  lines.push(...costLines(result))
  const aims = aimsOf(result)
  if (aims.length) lines.push(...aims.map(aimLine), '')
  return lines.join('\n')
}

function machineLine({ cpu, cores, virtual, caches, vectors, memoryGiB, hugePages, governor, system, load }) {
  const facts = [
    `${cpu}, ${cores} cores${virtual ? ' of a virtual machine' : ''}`,
    caches.join(', '),
    vectors[0],
    `${memoryGiB} GiB`,
    hugePages && `huge pages: ${hugePages}`,
    governor && `governor: ${governor}`,
    system,
    `load at the start ${load.toFixed(1)}`,
  ]
  return facts.filter(Boolean).join('; ')
}

function versionsOf({ machine, results }) {
  const found = { node: machine.node }
  for (const { entries } of results) for (const { versions } of Object.values(entries)) Object.assign(found, versions)
  return Object.entries(found).map(([name, version]) => `${name} ${version}`).join(', ')
}

/** The whole report of a stored result. */
export function markdown(stored) {
  const { date, machine, rounds, pinned, results } = stored
  return [
    `Measured ${date}${machine.commit ? ` at ${machine.commit}` : ''} on ${machineLine(machine)}.`,
    `${versionsOf(stored)}.`,
    `${rounds} rounds of fresh processes, ${pinned ? 'each bound to the same single core' : 'not bound to a core'}; ` +
      'a process gives the median of its calls after warm-up, ratios are taken round by round, and of these the median with its 90 % bootstrap interval.',
    '',
    ...results.map(section),
  ].join('\n')
}

if (process.argv[1] === import.meta.filename) {
  for (const path of process.argv.slice(2)) {
    writeFileSync(path.replace(/\.json$/, '.md'), markdown(JSON.parse(readFileSync(path, 'utf8'))))
  }
}
