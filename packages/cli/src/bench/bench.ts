/** `minibatch bench`: how fast this machine trains, on drawn rows or on a table, and what share of its roof that is. */
import { availableParallelism, cpus } from 'node:os'
import { type Backend, type BackendChoice, type MedianInterval, measureThroughput, type MeasuredThroughput, type Throughput } from 'minibatch'
import { backendText } from '../backend-text.js'
import type { DataFlags } from '../commands/data.js'
import { CommandError } from '../exit.js'
import { compact, count, counted, duration, table } from '../format.js'
import { readTable } from '../table-source.js'
import type { Terminal } from '../terminal.js'
import { drawnWorkloads, type Workload, workloadsOf } from './workloads.js'

export interface BenchFlags extends DataFlags {
  target?: string
  threads?: number
  rounds: number
  backend: BackendChoice
}

/** One line of the result. */
interface Result extends Throughput {
  readonly workload: string
  readonly rows: number
  readonly features: number
}

export async function bench(data: string | undefined, flags: BenchFlags, terminal: Terminal): Promise<void> {
  const workloads = await chosen(data, flags, terminal)
  const results: Result[] = []
  const roofs: MeasuredThroughput['roof'][] = []
  for (const workload of workloads) {
    const { name, hidden, batchSizes } = workload
    terminal.progress.begin(() => `measuring ${name}, ${flags.rounds} rounds`)
    const options = { hidden, batchSizes, rounds: flags.rounds, optimizer: 'sgd', seed: 0, signal: terminal.signal } as const
    const { rows, features, sizes, roof } = await measureThroughput(workload.data, flags.threads === undefined ? options : { ...options, threads: flags.threads })
    results.push(...sizes.map((size) => ({ workload: name, rows, features, ...size })))
    roofs.push(roof)
  }
  terminal.progress.end()
  const { kind, simd, threads, device } = workloads[0]!.data.backend
  const backend = { kind, simd, threads: flags.threads ?? threads, ...(device && { device }) }
  const machine = { processor: cpus()[0]?.model.trim() ?? 'unknown', cores: availableParallelism(), roof: roofs[0] ?? null }
  if (terminal.json) terminal.document({ backend, machine, rounds: flags.rounds, results })
  else terminal.lines(report(results, { backend, machine }, terminal))
}

async function chosen(data: string | undefined, flags: BenchFlags, terminal: Terminal): Promise<Workload[]> {
  const { target, backend } = flags
  if (data === undefined && flags.sql === undefined) return drawnWorkloads(backend)
  if (target === undefined) throw new CommandError('OPTION_INVALID', 'Option --target is missing: name the column to predict.', { details: { option: 'target' } })
  return workloadsOf(await readTable(data, flags, { target, backend }, terminal))
}

interface Setting {
  readonly backend: Pick<Backend, 'kind' | 'simd' | 'threads' | 'device'>
  readonly machine: { readonly processor: string; readonly cores: number; readonly roof: MeasuredThroughput['roof'] }
}

function report(results: readonly Result[], { backend, machine }: Setting, terminal: Terminal): string[] {
  const { processor, cores, roof } = machine
  const right = [false, true, true, true, true, true, true, true]
  const head = ['', 'rows x features', 'batch', 'rows/s', '(interval)', 'an update', 'GB/s', 'of the roof']
  const roofLine = `roof: ${((roof?.readBytesPerSecond ?? 0) / 1e9).toFixed(1)} GB/s read, ${((roof?.operationsPerSecond ?? 0) / 1e9).toFixed(1)} G operations/s`
  return [
    terminal.style('bold', `${backendText(backend)}, ${counted(backend.threads, 'thread')} on ${processor}, ${cores} cores`),
    ...table([head, ...results.map(lineOf)], right),
    ...(roof ? [roofLine] : []),
  ]
}

function lineOf({ workload, rows, features, batchSize, rowsPerSecond, secondsPerUpdate, bytesPerSecond, roof }: Result): string[] {
  return [
    workload,
    `${count(rows)} x ${count(features)}`,
    count(batchSize),
    shown(rowsPerSecond.median, compact),
    `(${shown(rowsPerSecond.low, compact)} to ${shown(rowsPerSecond.high, compact)})`,
    shown(secondsPerUpdate.median, duration),
    shown(bytesPerSecond.median, (bytes) => (bytes / 1e9).toFixed(2)),
    roof.share ? `${shown(roof.share.median, (share) => `${Math.round(100 * share)} %`)}, ${roof.bound}` : roof.bound === 'latency' ? 'latency-bound' : roof.bound,
  ]
}

function shown(value: MedianInterval['median'], text: (value: number) => string): string {
  return value === null ? '–' : text(value)
}
