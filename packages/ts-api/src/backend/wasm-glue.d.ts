/** The module wasm-bindgen writes, before or without a build of it. */
declare module '*/wasm/core.js' {
  export default function init(options?: { module_or_path: Uint8Array<ArrayBuffer> }): Promise<unknown>
}
