import { MinibatchError } from '../errors.js'
import { type BackendChoice, describeLoaded, type Loaded, unavailable } from './backend.js'
import { openWasm } from './wasm.js'

let loaded: Loaded | undefined
let loading: Promise<Loaded> | undefined

/**
 * The core, if it is loaded.
 *
 * @throws MinibatchError BACKEND_NOT_READY before `await ready()` or any other awaited call; BACKEND_UNAVAILABLE for a
 * native backend, which only Node has.
 */
export function loadedCore(choice: BackendChoice = 'auto'): Loaded {
  refuseNative(choice)
  if (!loaded) {
    throw new MinibatchError(
      'BACKEND_NOT_READY',
      "The WebAssembly core is not loaded yet. Add `await ready()` (import { ready } from 'minibatch') before this call.",
    )
  }
  return loaded
}

/** The core, loaded by the first call. */
export async function loadCore(choice: BackendChoice = 'auto'): Promise<Loaded> {
  refuseNative(choice)
  loading ??= open()
  return loading
}

async function open(): Promise<Loaded> {
  try {
    loaded = describeLoaded(await openWasm(), [])
    return loaded
  } catch (error) {
    loading = undefined
    const reason = error instanceof Error ? error.message : String(error)
    throw unavailable(
      `The WebAssembly core cannot load (${reason}). Check that core_bg.wasm is served beside the bundle.`,
      { skipped: [{ kind: 'wasm', reason }] },
      error,
    )
  }
}

function refuseNative(choice: string): void {
  if (choice !== 'auto' && choice !== 'wasm') {
    throw unavailable(`Backend '${choice}' does not exist in this environment. Use 'auto' or 'wasm'.`)
  }
}
