import { readFileSync } from 'node:fs'

/** The bytes of the small WebAssembly module: Node's `fetch` does not read files. */
export function wasmBytes(): Uint8Array<ArrayBuffer> {
  return readFileSync(new URL('../../wasm-small/core_bg.wasm', import.meta.url))
}
