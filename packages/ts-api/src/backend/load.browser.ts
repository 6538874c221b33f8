import { MinibatchError } from '../errors.js'
import { type BackendChoice, type Loaded, unavailable } from './backend.js'
import { Loading } from './loading.js'
import { openSmall } from './small.js'
import { openWasm } from './wasm.js'

const whole = new Loading('wasm', openWasm)
const small = new Loading('wasm-small', openSmall)

/**
 * The core, if it is loaded; `auto` is the small one as long as it is the only one.
 *
 * @throws MinibatchError BACKEND_NOT_READY before `await ready()` or any other awaited call; BACKEND_UNAVAILABLE for a
 * native backend, which only Node has.
 */
export function loadedCore(choice: BackendChoice = 'auto'): Loaded {
  const loaded = named(choice).loaded ?? (choice === 'auto' ? small.loaded : undefined)
  if (!loaded) {
    const line = choice === 'wasm-small' ? "ready({ backend: 'wasm-small' })" : 'ready()'
    throw new MinibatchError(
      'BACKEND_NOT_READY',
      `The WebAssembly core is not loaded yet. Add \`await ${line}\` (import { ready } from 'minibatch') before this call.`,
    )
  }
  return loaded
}

/** The core, loaded by the first call. */
export async function loadCore(choice: BackendChoice = 'auto'): Promise<Loaded> {
  return named(choice).load()
}

function named(choice: string): Loading {
  if (choice === 'auto' || choice === 'wasm') return whole
  if (choice === 'wasm-small') return small
  throw unavailable(`Backend '${choice}' does not exist in this environment. Use 'auto' or 'wasm'.`)
}
