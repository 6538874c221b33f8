import { createRequire } from 'node:module'

import { explainTraps, type TrappingBuild } from '../errors.js'
import { wasmBytes as smallBytes } from './bytes-small.node.js'
import { wasmBytes } from './bytes.node.js'
import { type SmallGlue, withRefusals } from './small.js'
import type { Core } from './types.js'

type Synchronous<T> = T & TrappingBuild['glue'] & { initSync(options: { module: Uint8Array }): TrappingBuild['exports'] }

const require = createRequire(import.meta.url)

/**
 * The WebAssembly core, instantiated in this call: compiling it takes a few milliseconds, and synchronous calls need no
 * `await ready()` in Node.
 */
export function openWasmSync(bytes = wasmBytes()): Core {
  const glue = require('../../wasm/core.js') as Synchronous<Core>
  explainTraps({ glue, exports: glue.initSync({ module: bytes }) })
  return glue
}

/** The small one, in the same way. */
export function openSmallSync(): Core {
  const glue = require('../../wasm-small/core.js') as Synchronous<SmallGlue>
  explainTraps({ glue, exports: glue.initSync({ module: smallBytes() }) })
  return withRefusals(glue)
}
