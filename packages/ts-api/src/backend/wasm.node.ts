import { createRequire } from 'node:module'

import { wasmBytes } from './bytes.node.js'
import type { Core } from './types.js'

type SynchronousGlue = Core & { initSync(options: { module: Uint8Array }): unknown }

/**
 * The WebAssembly core, instantiated in this call: compiling it takes a few milliseconds, and synchronous calls need no
 * `await ready()` in Node.
 */
export function openWasmSync(): Core {
  const glue = createRequire(import.meta.url)('../../wasm/core.js') as SynchronousGlue
  glue.initSync({ module: wasmBytes() })
  return glue
}
