// Tables larger than memory: `node bench/memory.mjs [--gigabytes 2.6] [--out FILE.json]`, as root on Linux, after
// `npm run build`. Everything bounded runs in a memory cgroup of the bound + 250 MB, pages of files included; rates of the
// file are measured in the same round, its pages dropped before.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { describeMachine } from './machine.mjs'
import { store } from './store.mjs'

const COLUMNS = 64
const BOUND = 256e6
const BESIDE = 250e6
const ROUNDS = 3

const { values } = parseArgs({ options: { gigabytes: { type: 'string' }, out: { type: 'string' } } })
const rows = Math.ceil((Number(values.gigabytes ?? 2.6) * 1e9) / (4 * (COLUMNS + 1)))
const root = dirname(import.meta.dirname)
const folder = mkdtempSync(join(tmpdir(), 'minibatch-memory-'))
const group = ['/sys/fs/cgroup/memory', '/sys/fs/cgroup'].find((path) => existsSync(path)) + `/minibatch-${process.pid}`
const limit = group.startsWith('/sys/fs/cgroup/memory') ? 'memory.limit_in_bytes' : 'memory.max'

/** Whole numbers of up to three digits, so that the table is many cells rather than long ones. */
async function writeCsv(path, count) {
  const file = createWriteStream(path, { highWaterMark: 1 << 22 })
  file.write(`y,${Array.from({ length: COLUMNS }, (_, j) => `c${j}`).join(',')}\n`)
  let state = 1
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 22
  for (let row = 0; row < count; ) {
    let text = ''
    for (const end = Math.min(count, row + 2000); row < end; row++) {
      const cells = Array.from({ length: COLUMNS }, next)
      text += `${cells[0] * 3 - cells[1] + (next() & 63)},${cells.join(',')}\n`
    }
    if (!file.write(text)) await once(file, 'drain')
  }
  file.end()
  await once(file, 'finish')
}

/** Runs the command line; in the cgroup where it is bounded. */
async function cli(args, { bounded = false } = {}) {
  const command = [process.execPath, join(root, 'packages/cli/bin/minibatch.js'), ...args, '--json']
  const inGroup = ['sh', '-c', `echo $$ > ${group}/cgroup.procs && exec "$@"`, 'sh', ...command]
  const [file, ...rest] = bounded ? inGroup : command
  const started = performance.now()
  const child = spawn(file, rest, { stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, said] = ['', '']
  child.stdout.on('data', (text) => (out += text))
  child.stderr.on('data', (text) => (said += text))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${said.slice(-2000)}`)
  return { ...JSON.parse(out), said, wall: (performance.now() - started) / 1000 }
}

function dropPages() {
  execFileSync('sh', ['-c', 'sync; echo 3 > /proc/sys/vm/drop_caches'])
}

/** Bytes a second of reading a file from its start to its end, none of it in memory before. */
function sequentialRate(path) {
  dropPages()
  const started = performance.now()
  execFileSync('dd', [`if=${path}`, 'of=/dev/null', 'bs=4M'], { stdio: 'ignore' })
  return statSync(path).size / ((performance.now() - started) / 1000)
}

const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1]

/** One hash for every source and number of threads, of a table that is small enough to be read nine times. */
async function oneHash() {
  const csv = join(folder, 'small.csv')
  const parquet = join(folder, 'small.parquet')
  const prepared = join(folder, 'small.safetensors')
  await writeCsv(csv, 1_000_000)
  const duckdb = createRequire(join(root, 'packages/cli/package.json'))('@duckdb/node-api')
  const connection = await (await duckdb.DuckDBInstance.create(':memory:')).connect()
  await connection.run(`COPY (SELECT * FROM read_csv('${csv}')) TO '${parquet}' (FORMAT parquet)`)
  await cli(['prepare', csv, '--target', 'y', '--out', prepared, '--memory', String(BOUND)], { bounded: true })
  const run = ['--shuffle', 'block', '--epochs', '2', '--batch-size', '256', '--l2', '0', '--memory', String(BOUND)]
  const sources = { csv: [csv, '--target', 'y'], parquet: [parquet, '--target', 'y'], prepared: ['--prepared', prepared] }
  const hashes = []
  for (const [source, args] of Object.entries(sources)) {
    for (const threads of [1, 2, 3]) {
      const { weightsHash } = await cli(['train', ...args, ...run, '--threads', String(threads)], { bounded: true })
      hashes.push({ source, threads, weightsHash })
    }
  }
  return hashes
}

mkdirSync(group)
writeFileSync(join(group, limit), String(BOUND + BESIDE))
try {
  const csv = join(folder, 'table.csv')
  const prepared = join(folder, 'rows.safetensors')
  await writeCsv(csv, rows)
  dropPages()
  const preparing = await cli(['prepare', csv, '--target', 'y', '--out', prepared, '--memory', String(BOUND)], { bounded: true })
  const [, amount, unit] = /read .* rows .* in ([\d.]+) (ms|s|min)/.exec(preparing.said) ?? []
  const readSeconds = Number(amount) * { ms: 1e-3, s: 1, min: 60 }[unit]
  const run = ['train', '--prepared', prepared, '--epochs', '2', '--batch-size', '256', '--threads', '2', '--shuffle', 'block']
  const rounds = []
  for (let round = 0; round < ROUNDS; round++) {
    const inMemory = await cli(run)
    const fileRate = sequentialRate(prepared)
    dropPages()
    const bounded = await cli([...run, '--memory', String(BOUND)], { bounded: true })
    const rowBytes = statSync(prepared).size / bounded.rows
    const aim = Math.min((inMemory.rowsPerSecond * rowBytes) / 2, fileRate)
    rounds.push({
      memoryBytesPerSecond: inMemory.rowsPerSecond * rowBytes,
      fileBytesPerSecond: fileRate,
      boundedBytesPerSecond: bounded.rowsPerSecond * rowBytes,
      share: (bounded.rowsPerSecond * rowBytes) / aim,
      hashes: [inMemory.weightsHash, bounded.weightsHash],
      metrics: [inMemory.metrics, bounded.metrics],
    })
    console.error(JSON.stringify(rounds.at(-1)))
  }
  const result = {
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(root),
    bound: BOUND,
    cgroup: BOUND + BESIDE,
    rows,
    features: COLUMNS,
    csvBytes: statSync(csv).size,
    preparedBytes: statSync(prepared).size,
    firstPassBytesPerSecond: statSync(csv).size / readSeconds,
    prepareSeconds: preparing.wall,
    share: median(rounds.map(({ share }) => share)),
    rounds,
    oneHash: await oneHash(),
  }
  store('memory', result, values.out)
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`
  console.log(`first pass ${megabytes(result.firstPassBytesPerSecond)}/s of CSV, aim at least 50 MB/s; prepared in ${result.prepareSeconds.toFixed(0)} s`)
  for (const round of rounds) {
    const { memoryBytesPerSecond, fileBytesPerSecond, boundedBytesPerSecond, share, hashes } = round
    console.log(`in memory ${megabytes(memoryBytesPerSecond)}/s, file ${megabytes(fileBytesPerSecond)}/s, bounded ${megabytes(boundedBytesPerSecond)}/s: ${(100 * share).toFixed(0)} % of the aim; ${hashes.join(' = ')}`)
  }
  console.log(`hashes of ${result.oneHash.length} runs: ${[...new Set(result.oneHash.map(({ weightsHash }) => weightsHash))].join(', ')}`)
} finally {
  rmSync(folder, { recursive: true })
  rmdirSync(group)
}
