/** Nothing: in a browser the module fetches the bytes from the address beside its own. */
export function wasmBytes(): Uint8Array<ArrayBuffer> | WebAssembly.Module | undefined {
  return undefined
}
