// What the page costs and how fast it trains: `node bench/page.mjs [--rounds 5] [--out FILE.json]`, after `npm run build`.
//
// - first load: the bytes a first visit fetches before its race runs, each part as gzip, and when the first paint is;
// - a table of 200,000 rows dropped on the page: the longest task of its main thread from the drop to the result, frames
//   a second meanwhile, and rows trained a second beside the same run on the WebAssembly build in Node, in turn, each in
//   a process that has just started;
// - the start of the race dragged over its map: the longest task meanwhile.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { Dataset, dense, sequential, Trainer } from '../packages/ts-api/dist/index.js'
import { pageSizes } from '../packages/web/scripts/sizes.mjs'
import { findChromium } from '../scripts/machine.mjs'
import { describeMachine } from './machine.mjs'
import { correlatedTable } from './random.mjs'
import { medianWithInterval } from './statistics.mjs'
import { store } from './store.mjs'

const AIMS = { firstLoadKb: 250, firstPaintMs: 1000, longestTaskMs: 50, framesPerSecond: 60, share: 0.8 }
const ROWS = 200_000
const COLUMNS = 12
const EPOCHS = 20
const SEED = 42
const HELD = 0.25

const { values } = parseArgs({ options: { rounds: { type: 'string' }, out: { type: 'string' }, train: { type: 'string' } } })
if (values.train) {
  console.log(JSON.stringify(await train(values.train)))
  process.exit()
}
const rounds = Number(values.rounds ?? 5)
const root = dirname(import.meta.dirname)
const dist = join(root, 'packages/web/dist')

/** What the page does with the table, by the library in this process. */
async function train(table) {
  const data = await Dataset.fromCsv(table, { target: 'y', backend: 'wasm' })
  const { train: seen, test } = data.split({ test: HELD, seed: SEED })
  const trainer = new Trainer(sequential(seen, [dense(1)]), seen, { batchSize: 64, learningRate: 0.05, epochs: EPOCHS, seed: SEED, validation: test })
  const before = performance.now()
  const epochs = await trainer.run()
  return { rowsPerSecond: (seen.rows * epochs.length * 1000) / (performance.now() - before), weightsHash: trainer.weightsHash }
}

function writeTable(path) {
  const { x, y } = correlatedTable(ROWS, COLUMNS)
  const names = Array.from({ length: COLUMNS }, (_, column) => `x${column}`)
  const lines = Array.from(y, (target, row) => [...x.data.subarray(row * COLUMNS, (row + 1) * COLUMNS), target].join(','))
  writeFileSync(path, [[...names, 'y'].join(','), ...lines, ''].join('\n'))
}

async function firstLoad() {
  const { first, total } = await pageSizes(dist)
  return { total, files: Object.fromEntries(first.map(({ path, bytes }) => [path.replace(/-[\w-]{8}(?=\.\w+$)/, ''), bytes])) }
}

/** Milliseconds to the first paint of a first visit. */
async function firstPaint(browser, address) {
  const page = await browser.newPage()
  await page.goto(address)
  const paint = await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime)
  const milliseconds = await paint.jsonValue()
  await page.context().close()
  return milliseconds
}

/** Rows trained a second, the longest task in milliseconds and frames a second, from the drop of the table to its result. */
async function trainInPage(browser, address, table) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(`${address}#table?ep=${EPOCHS}&seed=${SEED}&held=${HELD * 100}&m=64&lr=0.05`)
  await page.waitForSelector('#table-file', { state: 'attached' })
  await page.waitForTimeout(1000)
  await page.evaluate(() => {
    globalThis.frames = 0
    globalThis.startedAt = performance.now()
    const count = () => requestAnimationFrame(() => { globalThis.frames++; count() })
    count()
  })
  const longest = await longestTask(browser, page, async () => {
    await page.setInputFiles('#table-file', table)
    await page.waitForSelector('#scene-table[data-rows-per-second]', { state: 'attached', timeout: 300_000 })
    await page.waitForSelector('#scene-table[data-settled=true]', { state: 'attached', timeout: 300_000 })
  })
  const { frames, rowsPerSecond } = await page.evaluate(() => ({
    frames: (1000 * globalThis.frames) / (performance.now() - globalThis.startedAt),
    rowsPerSecond: Number(document.getElementById('scene-table').dataset.rowsPerSecond),
  }))
  const weightsHash = await page.textContent('#table-hash')
  await page.context().close()
  return { rowsPerSecond, weightsHash, frames, longestTask: longest }
}

/** Milliseconds of the longest task while the start is dragged: each place on its way is run from, and drawn. */
async function dragStart(browser, address) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
  await page.goto(`${address}#race`)
  await page.waitForSelector('#scene-race[data-settled=true]', { state: 'attached' })
  await page.waitForTimeout(1000)
  const { x, y, width, height } = await page.locator('#start-handle').boundingBox()
  const [left, top] = [x + width / 2, y + height / 2]
  await page.mouse.move(left, top)
  await page.mouse.down()
  const longest = await longestTask(browser, page, async () => {
    for (let step = 1; step <= 60; step++) {
      await page.mouse.move(left + 2 * step, top - step)
      await page.waitForTimeout(16)
    }
  })
  await page.mouse.up()
  await page.context().close()
  return longest
}

/** Milliseconds of the longest task on the page's own thread while something is done. */
async function longestTask(browser, page, work) {
  await browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline'] })
  await work()
  const { traceEvents: events } = JSON.parse((await browser.stopTracing()).toString())
  const main = new Set()
  for (const { name, args, pid, tid } of events) if (name === 'thread_name' && args.name === 'CrRendererMain') main.add(`${pid} ${tid}`)
  // A task that the end of the trace cuts off has no length.
  const tasks = events.filter(({ name, dur, pid, tid }) => name.endsWith('RunTask') && dur !== undefined && main.has(`${pid} ${tid}`))
  const lengths = tasks.map(({ dur }) => dur / 1000)
  if (lengths.length === 0) throw new Error('The trace has no task of the main thread.')
  return Math.max(...lengths)
}

/** The same run on the WebAssembly build, in a Node process as fresh as the page. */
function trainInNode(table) {
  const result = execFileSync(process.execPath, [import.meta.filename, '--train', table], { encoding: 'utf8' })
  return JSON.parse(result)
}

const folder = mkdtempSync(join(tmpdir(), 'minibatch-bench-'))
const table = join(folder, 'table.csv')
const { preview } = await import(createRequire(join(root, 'packages/web/package.json')).resolve('vite'))
const site = await preview({ root: join(root, 'packages/web'), preview: { port: 0, host: '127.0.0.1' } })
const address = site.resolvedUrls.local[0]
const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] })
const found = []
try {
  writeTable(table)
  for (let round = 0; round < rounds; round++) {
    const paint = await firstPaint(browser, address)
    const page = await trainInPage(browser, address, table)
    const dragged = await dragStart(browser, address)
    const node = trainInNode(table)
    if (page.weightsHash !== node.weightsHash) throw new Error(`the page ended at ${page.weightsHash}, Node at ${node.weightsHash}`)
    found.push({ paint, dragged, ...page, node: node.rowsPerSecond, share: page.rowsPerSecond / node.rowsPerSecond })
  }
} finally {
  await browser.close()
  await site.close()
  rmSync(folder, { recursive: true })
}

const of = (pick) => medianWithInterval(found.map(pick))
const result = {
  date: new Date().toISOString().slice(0, 10),
  machine: describeMachine(root),
  rounds,
  table: { rows: ROWS, columns: COLUMNS + 1, epochs: EPOCHS, held: HELD },
  /** Gzip bytes of each file of the first load. */
  firstLoad: await firstLoad(),
  firstPaintMs: of(({ paint }) => paint),
  longestTaskMs: { ...of(({ longestTask }) => longestTask), worst: Math.max(...found.map(({ longestTask }) => longestTask)) },
  /** While the start of the race is dragged. */
  draggedTaskMs: { ...of(({ dragged }) => dragged), worst: Math.max(...found.map(({ dragged }) => dragged)) },
  framesPerSecond: of(({ frames }) => frames),
  rowsPerSecond: { page: of(({ rowsPerSecond }) => rowsPerSecond), node: of(({ node }) => node), share: of(({ share }) => share) },
}
store('page', result, values.out)
const shown = ({ median: middle, low, high }, digits = 0) => `${middle.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`
const million = ({ median: middle }) => (middle / 1e6).toFixed(1)
console.log(`first load:   ${(result.firstLoad.total / 1000).toFixed(0)} kB gzip, aim at most ${AIMS.firstLoadKb}`)
console.log(`first paint:  ${shown(result.firstPaintMs)} ms, aim at most ${AIMS.firstPaintMs}`)
console.log(`longest task: ${shown(result.longestTaskMs)} ms, worst ${result.longestTaskMs.worst.toFixed(0)}, aim at most ${AIMS.longestTaskMs}`)
console.log(`dragged task: ${shown(result.draggedTaskMs)} ms, worst ${result.draggedTaskMs.worst.toFixed(0)}, aim at most ${AIMS.longestTaskMs}`)
console.log(`frames:       ${shown(result.framesPerSecond)} a second, aim ${AIMS.framesPerSecond}`)
console.log(`training:     ${million(result.rowsPerSecond.page)} M rows/s in the page, ${million(result.rowsPerSecond.node)} in Node: ${shown(result.rowsPerSecond.share, 2)}, aim at least ${AIMS.share}`)
