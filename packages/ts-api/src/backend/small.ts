/** The small WebAssembly core: its names that are the whole core's alone refuse in words. */
import { wasmBytes } from '#wasm-small'

import { explainTraps } from '../errors.js'
import { unavailable } from './backend.js'
import type { Core } from './types.js'

/** What only the whole core has: functions and classes by name, then static methods and methods of the classes it shares. */
const WHOLE = {
  names: ['regressionMetrics', 'labelMetrics', 'scoreMetrics', 'clipNormFloat32', 'clipNormFloat64', 'TableReader', 'Table', 'Roof'],
  statics: { Examples: ['fromTable', 'fromTableLike', 'fromFloat64'], Session: ['resume'] },
  methods: {
    Examples: ['part', 'fold', 'takeFloat64'],
    Session: ['checkpoint', 'model'],
    Network: [
      'lossAndGradientFloat64',
      'setArraysFloat64',
      'lossAndGradientOfArraysFloat64',
      'forwardFloat64',
      'weightsHashFloat64',
    ],
    Optimizer: ['stepFloat64', 'buffersFloat64', 'restoreFloat64'],
  },
} as const

/** What the module of a small core exports. */
export type SmallGlue = Record<string, unknown>

/** The core of a small module. */
export function withRefusals(glue: SmallGlue): Core {
  const core: Record<string, unknown> = { ...glue, Model: { fromBytes: refusal('Model.fromBytes') } }
  for (const name of WHOLE.names) core[name] = refusal(name)
  for (const [name, statics] of Object.entries(WHOLE.statics)) refuse(glue[name] as object, name, statics)
  for (const [name, methods] of Object.entries(WHOLE.methods)) refuse((glue[name] as { prototype: object }).prototype, name, methods)
  return core as unknown as Core
}

function refuse(owner: object, name: string, methods: readonly string[]): void {
  for (const method of methods) Object.assign(owner, { [method]: refusal(`${name}.${method}`) })
}

/** To be called, or called as a class. */
function refusal(name: string): () => never {
  return function refused() {
    throw unavailable(`The small WebAssembly core is without ${name}. Load the whole one, and take backend 'wasm'.`)
  }
}

/** Loads the small core: its module, then its bytes. */
export async function openSmall(bytes = wasmBytes()): Promise<Core> {
  const glue = await import('../../wasm-small/core.js')
  explainTraps({ glue, exports: await glue.default(bytes && { module_or_path: bytes }) })
  return withRefusals(glue)
}
