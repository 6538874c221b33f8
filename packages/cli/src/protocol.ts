/** What the times of a measurement belong to: the machine and the versions; no names of hosts, no paths. */
import { cpus, totalmem } from 'node:os'
import type { Backend } from 'minibatch'
import { backendText } from './backend-text.js'

export interface Protocol {
  readonly cpu: string
  readonly cores: number
  readonly memoryBytes: number
  readonly node: string
  readonly backend: Backend
}

export function protocolOf(backend: Backend): Protocol {
  const all = cpus()
  return { cpu: all[0]?.model.trim() ?? 'unknown', cores: all.length, memoryBytes: totalmem(), node: process.versions.node, backend }
}

/** The same in one line. */
export function protocolLine({ cpu, cores, node, backend }: Protocol): string {
  return `${cpu}, ${cores} cores; ${backendText(backend)}; core ${backend.version}, Node ${node}`
}
