// How long whole processes of the command line take: `node bench/startup.mjs [--rounds 21] [--out FILE.json]`, after
// `npm run build`. Rounds are interleaved; bare `node` stands beside, for what it takes is no part of ours.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { describeMachine } from './machine.mjs'
import { randomOf, uniform } from './random.mjs'
import { medianWithInterval } from './statistics.mjs'
import { store } from './store.mjs'

/** Milliseconds. */
const AIMS = { help: 80, predict: 400 }
const ROWS = 1000
const COLUMNS = 10

const { values } = parseArgs({ options: { rounds: { type: 'string' }, out: { type: 'string' } } })
const rounds = Number(values.rounds ?? 21)
const root = dirname(import.meta.dirname)
const command = join(root, 'packages/cli/bin/minibatch.js')

const folder = mkdtempSync(join(tmpdir(), 'minibatch-bench-'))
const [table, model] = [join(folder, 'table.csv'), join(folder, 'model.safetensors')]
const random = randomOf(42)
const names = Array.from({ length: COLUMNS }, (_, j) => `x${j}`)
const lines = Array.from({ length: ROWS }, (_, i) => {
  const x = names.map(() => uniform(random))
  return [...x, `level ${i % 10}`, x[0] * 3 - x[1] + (i % 10)].join(',')
})
writeFileSync(table, [[...names, 'level', 'y'].join(','), ...lines].join('\n'))
execFileSync(process.execPath, [command, 'train', table, '--target', 'y', '--out', model, '--quiet'], { stdio: 'ignore' })

const cases = {
  node: ['-e', '0'],
  help: [command, '--help'],
  'predict --help': [command, 'predict', '--help'],
  predict: [command, 'predict', model, table, '--quiet'],
}
const times = Object.fromEntries(Object.keys(cases).map((name) => [name, []]))
for (let round = -1; round < rounds; round++) {
  for (const [name, args] of Object.entries(cases)) {
    const start = performance.now()
    const { status } = spawnSync(process.execPath, args)
    if (status !== 0) throw new Error(`${name} ended with ${status}`)
    // The first round fills the caches of the disk.
    if (round >= 0) times[name].push(performance.now() - start)
  }
}
rmSync(folder, { recursive: true })

const result = {
  date: new Date().toISOString().slice(0, 10),
  machine: describeMachine(root),
  rounds,
  rows: ROWS,
  /** Milliseconds from the start of the process to its end. */
  milliseconds: Object.fromEntries(Object.entries(times).map(([name, found]) => [name, medianWithInterval(found)])),
}
store('startup', result, values.out)
for (const [name, { median, low, high }] of Object.entries(result.milliseconds)) {
  const aim = AIMS[name]
  console.log(`${name.padEnd(14)} ${median.toFixed(0)} ms (${low.toFixed(0)} to ${high.toFixed(0)})${aim === undefined ? '' : `, aim at most ${aim}`}`)
}
