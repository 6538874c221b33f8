/** `minibatch doctor`: which build of the core runs here, and why others do not. */
import { createRequire } from 'node:module'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { ready } from 'minibatch'
import { table } from './format.js'
import type { Terminal } from './terminal.js'

export async function doctor(terminal: Terminal): Promise<void> {
  const backend = await ready()
  const found = {
    backend,
    machine: {
      platform: `${process.platform}-${process.arch}`,
      processor: cpus()[0]?.model.trim() ?? 'unknown',
      cores: availableParallelism(),
      memoryGiB: Math.round((totalmem() / 2 ** 30) * 10) / 10,
    },
    versions: {
      node: process.versions.node,
      minibatch: versionOf('minibatch/package.json'),
      cli: versionOf('../package.json'),
      core: backend.version,
      numerics: backend.numerics,
      duckdb: versionOf('@duckdb/node-api/package.json'),
    },
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
      ['  machine', `${machine.platform}, ${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB`],
      ['  node', versions.node],
      ['  minibatch', `${versions.minibatch ?? '?'}, command line ${versions.cli ?? '?'}, core ${versions.core}`],
      ['  numerics', `version ${versions.numerics}`],
      ['  DuckDB', versions.duckdb ?? 'not installed: queries, and several files at once, cannot be read'],
      ...Object.entries(found.environment)
        .filter(([, value]) => value !== null)
        .map(([name, value]) => [`  ${name}`, value!]),
    ]),
  ])
}

function versionOf(file: string): string | null {
  try {
    return (createRequire(import.meta.url)(file) as { version: string }).version
  } catch {
    return null
  }
}
