/** `minibatch doctor`: which build of the core runs here, and why others do not. */
import { createRequire } from 'node:module'
import { statfs } from 'node:fs/promises'
import { availableParallelism, cpus, freemem, tmpdir, totalmem } from 'node:os'
import { type BackendKind, type Device, ready } from 'minibatch'
import { table } from './format.js'
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
      ['MINIBATCH_BACKEND', 'MINIBATCH_SIMD', 'NO_COLOR'].map((name) => [name, process.env[name] ?? null]),
    ),
  }
  if (terminal.json) {
    terminal.document(found)
    return
  }
  const { machine, versions } = found
  terminal.lines([
    terminal.style('bold', `${backend.kind} core with ${backend.simd}, ${backend.threads} thread${backend.threads === 1 ? '' : 's'}`),
    ...table([
      ['  instruction sets', backend.levels.join(', ')],
      ...backend.skipped.map(({ kind, reason }) => [`  ${kind} skipped`, reason]),
      ...found.backends
        .filter(({ kind }) => kind !== backend.kind && !backend.skipped.some((skipped) => skipped.kind === kind))
        .map(({ kind, available, simd, device, reason }) => [`  ${kind}`, available ? `${device ? gpuText(device) : `loads too, with ${simd}`}; --backend ${kind} takes it` : `not here: ${reason}`]),
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

interface BackendState {
  kind: BackendKind
  available: boolean
  simd?: string
  device?: Device
  reason?: string
}

function gpuText({ name, capability, memory, driver }: Device): string {
  return `${name}, compute capability ${capability}, ${gib(memory)} GiB, driver for CUDA ${driver}`
}

/** What one backend is here, whether it is the one that runs or not. */
async function stateOf(kind: BackendKind): Promise<BackendState> {
  try {
    const { simd, device } = await ready({ backend: kind })
    return { kind, available: true, simd, ...(device && { device }) }
  } catch (error) {
    return { kind, available: false, reason: firstLine(error) }
  }
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
