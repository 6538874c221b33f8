/** The module wasm-bindgen writes, before or without a build of it. */
declare module '*/wasm/core.js' {
  export default function init(options?: {
    module_or_path: Uint8Array<ArrayBuffer> | WebAssembly.Module
  }): Promise<{ readonly memory: WebAssembly.Memory }>
  /** Bytes of memory that could not be had when they were last asked for; 0 while all could. */
  export function refusedBytes(): number
}

/** That of the small core. */
declare module '*/wasm-small/core.js' {
  export default function init(options?: {
    module_or_path: Uint8Array<ArrayBuffer> | WebAssembly.Module
  }): Promise<{ readonly memory: WebAssembly.Memory }>
  export function refusedBytes(): number
}

/** A WebAssembly file, as workerd and the bundlers for it import it. */
declare module '*.wasm' {
  const module: WebAssembly.Module
  export default module
}
