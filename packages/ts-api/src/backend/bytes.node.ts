import { readFileSync } from 'node:fs'

/** The bytes of the WebAssembly module: Node's `fetch` does not read files. */
export function wasmBytes(): Uint8Array<ArrayBuffer> {
  return readFileSync(new URL('../../wasm/core_bg.wasm', import.meta.url))
}
