/** `minibatch bench`: how fast this machine trains, on drawn rows or on a table. */
import { availableParallelism, cpus } from 'node:os'
import { type BackendChoice, constant, sgd, Trainer } from 'minibatch'
import type { DataFlags } from '../commands/data.js'
import { CommandError } from '../exit.js'
import { compact, count, duration, table } from '../format.js'
import { readTable } from '../table-source.js'
import type { Terminal } from '../terminal.js'
import { drawnWorkloads, tableWorkloads, type Workload } from './workloads.js'

export interface BenchFlags extends DataFlags {
  target?: string
  threads?: number
  rounds: number
  milliseconds: number
  backend: BackendChoice
}

/** A median over the rounds, with the least and the greatest. */
interface Figure {
  readonly median: number
  readonly least: number
  readonly greatest: number
}

interface Measured {
  readonly workload: string
  readonly rows: number
  readonly features: number
  readonly batchSize: number
  readonly rowsPerSecond: Figure
  readonly updatesPerSecond: Figure
  /** Bytes of encoded rows and targets read in a second. */
  readonly bytesPerSecond: Figure
}

/** Small, so that no model diverges however long it runs: what is measured does not depend on it. */
const RATE = 1e-6

export async function bench(data: string | undefined, flags: BenchFlags, terminal: Terminal): Promise<void> {
  const workloads = await workloadsOf(data, flags, terminal)
  const results: Measured[] = []
  let backend: Trainer['backend'] | undefined
  for (const workload of workloads) {
    const trainer = trainerOf(workload, flags)
    backend = trainer.backend
    results.push(await measured(workload, trainer, flags, terminal))
  }
  terminal.progress.end()
  const { threads, simd, kind } = backend!
  const machine = { processor: cpus()[0]?.model.trim() ?? 'unknown', cores: availableParallelism() }
  const used = flags.threads ?? threads
  if (terminal.json) {
    terminal.document({ backend: { kind, simd, threads: used }, machine, rounds: flags.rounds, results })
    return
  }
  const right = [false, true, true, true, true, true]
  terminal.lines([
    terminal.style('bold', `${kind} core with ${simd}, ${used} thread${used === 1 ? '' : 's'} on ${machine.processor}, ${machine.cores} cores`),
    ...table(
      [['', 'rows x features', 'batch', 'rows/s', '(least to greatest)', 'an update', 'GB/s'], ...results.map(lineOf)],
      right,
    ),
  ])
}

async function workloadsOf(data: string | undefined, flags: BenchFlags, terminal: Terminal): Promise<Workload[]> {
  const isTable = data !== undefined || flags.sql !== undefined
  if (!isTable) return drawnWorkloads(flags.backend)
  if (flags.target === undefined) throw new CommandError('OPTION_INVALID', 'Option --target is missing: name the column to predict.', { details: { option: 'target' } })
  return tableWorkloads(await readTable(data, flags, { target: flags.target, backend: flags.backend }, terminal))
}

function trainerOf({ data, network, loss, batchSize }: Workload, { threads }: BenchFlags): Trainer {
  const options = { loss, optimizer: sgd({ learningRate: RATE }), schedule: constant(), batchSize, epochs: 1_000_000, l2: 0, earlyStopping: null, seed: 0 } as const
  return new Trainer(network(data), data, threads === undefined ? options : { ...options, threads })
}

async function measured({ name, data, batchSize }: Workload, trainer: Trainer, flags: BenchFlags, terminal: Terminal): Promise<Measured> {
  const { rows, features, outputs, dtype } = data.report
  const batch = batchSize === 'full' ? rows : Math.min(batchSize, rows)
  const seconds = flags.milliseconds / 1000
  const updates: number[] = []
  let round = 0
  terminal.progress.begin(() => `measuring ${name} by ${batchSize}  round ${round} of ${flags.rounds}`)
  // The first run compiles, and asks for memory.
  await trainer.run({ seconds: Math.min(seconds, 0.1), signal: terminal.signal })
  for (round = 1; round <= flags.rounds; round++) {
    const before = trainer.state.step
    const started = performance.now()
    await trainer.run({ seconds, signal: terminal.signal })
    updates.push((trainer.state.step - before) / ((performance.now() - started) / 1000))
  }
  // The last batch of an epoch is shorter.
  const rowsPerUpdate = rows / Math.ceil(rows / batch)
  const rowBytes = (features + outputs) * (dtype === 'float64' ? 8 : 4)
  const of = (factor: number): Figure => figureOf(updates.map((each) => each * factor))
  return {
    workload: name,
    rows,
    features,
    batchSize: batch,
    rowsPerSecond: of(rowsPerUpdate),
    updatesPerSecond: of(1),
    bytesPerSecond: of(rowsPerUpdate * rowBytes),
  }
}

function figureOf(values: readonly number[]): Figure {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  return { median, least: sorted[0]!, greatest: sorted.at(-1)! }
}

function lineOf({ workload, rows, features, batchSize, rowsPerSecond, updatesPerSecond, bytesPerSecond }: Measured): string[] {
  return [
    workload,
    `${count(rows)} x ${count(features)}`,
    count(batchSize),
    compact(rowsPerSecond.median),
    `(${compact(rowsPerSecond.least)} to ${compact(rowsPerSecond.greatest)})`,
    duration(1 / updatesPerSecond.median),
    (bytesPerSecond.median / 1e9).toFixed(2),
  ]
}
