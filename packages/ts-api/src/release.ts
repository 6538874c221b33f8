/**
 * Gives a core object's memory back at once where the build offers it (WebAssembly). Without this the memory returns
 * with the garbage collector, which does not see how large the object is.
 */
export function release(handle: unknown): void {
  try {
    ;(handle as { free?: () => void }).free?.()
  } catch {
    // After a failure inside WebAssembly the object stays borrowed; the error on its way says more than this one.
  }
}
