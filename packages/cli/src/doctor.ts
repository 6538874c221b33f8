/** `minibatch doctor`: which backend runs here, and why others do not. */
import { createRequire } from 'node:module'
import { statfs } from 'node:fs/promises'
import { availableParallelism, cpus, freemem, tmpdir, totalmem } from 'node:os'
import { type Backend, type BackendKind, type Device, MinibatchError, ready } from 'minibatch'
import { backendText } from './backend-text.js'
import { counted, table } from './format.js'
import type { Terminal } from './terminal.js'

export async function doctor(terminal: Terminal): Promise<void> {
  const backend = await ready()
  const duckdb = await duckdbState()
  const found = {
    backend,
    backends: [await stateOf('cuda'), await stateOf('native'), await stateOf('wasm')],
    machine: {
      platform: `${process.platform}-${process.arch}`,
      processor: cpus()[0]?.model.trim() ?? 'unknown',
      cores: availableParallelism(),
      memoryGiB: gib(totalmem()),
      freeMemoryGiB: gib(freemem()),
      // What a container or a cgroup leaves of it.
      memoryLimitGiB: limitOf(totalmem()),
      temporaryFolder: { path: tmpdir(), freeGiB: await freeIn(tmpdir()) },
    },
    versions: {
      node: process.versions.node,
      minibatch: versionOf('minibatch/package.json'),
      cli: versionOf('../package.json'),
      core: backend.version,
      numerics: backend.numerics,
      duckdb: versionOf('@duckdb/node-api/package.json'),
    },
    duckdb,
    environment: Object.fromEntries(
      ['MINIBATCH_BACKEND', 'MINIBATCH_SIMD', 'CUDA_VISIBLE_DEVICES', 'NO_COLOR'].map((name) => [name, process.env[name] ?? null]),
    ),
  }
  if (terminal.json) {
    terminal.document(found)
    return
  }
  const { machine, versions } = found
  terminal.lines([
    terminal.style('bold', `${backendText(backend)}, ${counted(backend.threads, 'thread')}`),
    ...table([
      ['  instruction sets', backend.levels.join(', ')],
      ...backend.skipped.map(({ kind, reason }) => [`  ${kind} skipped`, reason]),
      ...found.backends
        .filter(({ kind }) => kind !== backend.kind && !backend.skipped.some((skipped) => skipped.kind === kind))
        .map((state) => [`  ${state.kind}`, stateText(state)]),
      ['  machine', `${machine.platform}, ${machine.processor}, ${machine.cores} cores`],
      ['  memory', `${machine.freeMemoryGiB} of ${machine.memoryGiB} GiB free${machine.memoryLimitGiB === null ? '' : `; this process may take ${machine.memoryLimitGiB} GiB`}`],
      ['  temporary files', `${machine.temporaryFolder.path}, ${machine.temporaryFolder.freeGiB ?? '?'} GiB free`],
      ['  node', versions.node],
      ['  minibatch', `${versions.minibatch ?? '?'}, command line ${versions.cli ?? '?'}, core ${versions.core}`],
      ['  numerics', `version ${versions.numerics}`],
      ['  DuckDB', duckdb.available ? (versions.duckdb ?? '?') : `does not load, so that Parquet and queries cannot be read: ${duckdb.reason}`],
      ...Object.entries(found.environment)
        .filter(([, value]) => value !== null)
        .map(([name, value]) => [`  ${name}`, value!]),
    ]),
  ])
}

/** What one backend is here, whether it is the one that runs or not. */
interface BackendState {
  readonly kind: BackendKind
  readonly available: boolean
  readonly simd?: string
  readonly device?: Device
  readonly reason?: string
}

async function stateOf(kind: BackendKind): Promise<BackendState> {
  try {
    const found = await ready({ backend: kind })
    if (found.kind !== kind) return { kind, available: false, reason: `MINIBATCH_BACKEND=${process.env['MINIBATCH_BACKEND']} takes its place.` }
    return { kind, available: true, simd: found.simd, ...(found.device && { device: found.device }) }
  } catch (error) {
    return { kind, available: false, reason: reasonOf(error, kind) }
  }
}

function stateText({ kind, available, simd, device, reason }: BackendState): string {
  if (!available) return `not here: ${reason}`
  if (!device) return `loads too, with ${simd}; --backend ${kind} takes it`
  const { name, capability, multiprocessors, memory, driver } = device
  return `${name}, compute capability ${capability}, ${multiprocessors} multiprocessors, ${gib(memory)} GiB, driver for CUDA ${driver}; --backend cuda takes it, auto where a run is faster there`
}

/** Why a backend is not there; the error's sentence would name it once more. */
function reasonOf(error: unknown, kind: BackendKind): string {
  const skipped = error instanceof MinibatchError ? (error.details['skipped'] as Backend['skipped'] | undefined) : undefined
  return skipped?.find((one) => one.kind === kind)?.reason ?? firstLine(error)
}

/** Its package may be there, and its library not load. */
async function duckdbState(): Promise<{ available: boolean; library?: string; reason?: string }> {
  try {
    const { version } = await import('@duckdb/node-api')
    return { available: true, library: version() }
  } catch (error) {
    return { available: false, reason: firstLine(error) }
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!
}

function gib(bytes: number): number {
  return Math.round((bytes / 2 ** 30) * 10) / 10
}

/** Null where nothing bounds the process but the machine. */
function limitOf(total: number): number | null {
  const limit = process.constrainedMemory()
  return limit > 0 && limit < total ? gib(limit) : null
}

async function freeIn(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return gib(bavail * bsize)
  } catch {
    return null
  }
}

function versionOf(file: string): string | null {
  try {
    return (createRequire(import.meta.url)(file) as { version: string }).version
  } catch {
    return null
  }
}
