import { wasmBytes } from '#wasm'

import { explainTraps } from '../errors.js'
import type { Core } from './types.js'

/** Loads the WebAssembly core: its module, then its bytes. */
export async function openWasm(bytes = wasmBytes()): Promise<Core> {
  const glue = await import('../../wasm/core.js')
  explainTraps({ glue, exports: await glue.default(bytes && { module_or_path: bytes }) })
  return glue as unknown as Core
}
