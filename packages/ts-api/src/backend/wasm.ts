import { wasmBytes } from '#wasm'

import type { Core } from './types.js'

/** Loads the WebAssembly core: its module, then its bytes. */
export async function openWasm(): Promise<Core> {
  const glue = await import('../../wasm/core.js')
  const bytes = wasmBytes()
  await glue.default(bytes && { module_or_path: bytes })
  return glue as unknown as Core
}
