// How fast tables become datasets: `node bench/tables.mjs [--rounds 15] [--out FILE.json]`, after `npm run build`.
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { Dataset, ready } from '../packages/ts-api/dist/index.js'
import { describeMachine } from './machine.mjs'
import { randomOf, uniform } from './random.mjs'
import { medianWithInterval } from './statistics.mjs'
import { store } from './store.mjs'

const ROWS = 1_000_000
const COLUMNS = 20
/** Rows of objects: as many as a page or a service has in memory. */
const OBJECTS = 100_000
const AIMS = { copies: 2, cellsPerSecond: 3e6 }

const { values } = parseArgs({ options: { rounds: { type: 'string' }, out: { type: 'string' } } })
const rounds = Number(values.rounds ?? 15)
const arrow = createRequire(new URL('../packages/ts-api/package.json', import.meta.url))('apache-arrow')

const random = randomOf(42)
const columns = Object.fromEntries(
  Array.from({ length: COLUMNS }, (_, j) => [`c${j}`, Float64Array.from({ length: ROWS }, () => uniform(random))]),
)
const narrow = Object.fromEntries(Object.entries(columns).map(([name, cells]) => [name, Float32Array.from(cells)]))
const table = new arrow.Table(
  Object.fromEntries(Object.entries(columns).map(([name, data]) => [name, new arrow.Vector([arrow.makeData({ type: new arrow.Float64(), data })])])),
)
const objects = Array.from({ length: OBJECTS }, (_, i) =>
  Object.fromEntries(Object.entries(columns).map(([name, cells], j) => [name, j % 4 === 3 ? `level ${i % 10}` : cells[i]])),
)
const json = new TextEncoder().encode(objects.map((row) => JSON.stringify(row)).join('\n'))

/**
 * Milliseconds of a call. Before it garbage is collected where node was started with --expose-gc, and what hung on it is
 * given back, which takes a turn of the event loop.
 */
async function time(call) {
  globalThis.gc?.()
  await new Promise((resolve) => setImmediate(resolve))
  const start = performance.now()
  const made = await call()
  return [performance.now() - start, made]
}

async function round(backend) {
  const options = { target: 'c0', backend }
  const [copy] = await time(() => Object.values(columns).map((cells) => cells.slice()))
  const [float64, data] = await time(() => Dataset.fromColumns(columns, options))
  const [encode] = await time(() => data.report)
  const [float32] = await time(() => Dataset.fromColumns(narrow, options))
  const [fromArrow] = await time(() => Dataset.fromArrow(table, options))
  const [rows] = await time(() => Dataset.fromRows(objects, options))
  const [fromJson] = await time(() => Dataset.fromJson(json, options))
  return { copy, float64, float32, fromArrow, encode, rows, fromJson }
}

const cells = OBJECTS * COLUMNS
const result = { date: new Date().toISOString().slice(0, 10), machine: describeMachine(dirname(import.meta.dirname)), rounds, results: [] }
for (const backend of ['native', 'wasm']) {
  await ready({ backend })
  await round(backend)
  const found = []
  for (let i = 0; i < rounds; i++) found.push(await round(backend))
  const of = (pick) => medianWithInterval(found.map(pick))
  result.results.push({
    backend,
    /** Milliseconds of a copy of the columns. */
    copy: of(({ copy }) => copy),
    /** Times of 1,000,000 x 20 columns in copies of their 160 MB, within each round. */
    copies: {
      float64: of(({ float64, copy }) => float64 / copy),
      float32: of(({ float32, copy }) => float32 / copy),
      arrow: of(({ fromArrow, copy }) => fromArrow / copy),
      encode: of(({ encode, copy }) => encode / copy),
    },
    /** 100,000 x 20 cells, a quarter of them text. */
    cellsPerSecond: { rows: of(({ rows }) => (cells / rows) * 1000), json: of(({ fromJson }) => (cells / fromJson) * 1000) },
  })
}

store('tables', result, values.out)
const shown = ({ median, low, high }, unit = 1) => [median, low, high].map((value) => (value / unit).toFixed(2)).join(' ').replace(/ (\S+) (\S+)$/, ' ($1 to $2)')
for (const { backend, copy, copies, cellsPerSecond } of result.results) {
  console.log(`${backend}: a copy of the columns takes ${shown(copy)} ms`)
  for (const [name, figure] of Object.entries(copies)) console.log(`  ${name.padEnd(8)} ${shown(figure)} copies${name === 'float64' ? `, aim at most ${AIMS.copies}` : ''}`)
  for (const [name, figure] of Object.entries(cellsPerSecond)) console.log(`  ${name.padEnd(8)} ${shown(figure, 1e6)} M cells/s${name === 'rows' ? `, aim at least ${AIMS.cellsPerSecond / 1e6}` : ''}`)
}
