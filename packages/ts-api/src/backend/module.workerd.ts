import module from '../../wasm/core_bg.wasm'

/** The WebAssembly module, compiled when the worker was uploaded: workerd compiles none from bytes. */
export function wasmBytes(): WebAssembly.Module {
  return module
}
