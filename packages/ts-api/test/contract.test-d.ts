/** Both generated binaries meet the contract; compiled with the tests, never run. */
import type * as native from '../native/index.cjs'
import type { Core, NativeSession } from '../src/backend/types.js'
import type * as wasm from '../wasm/core.js'

declare const nativeCore: typeof native
declare const wasmCore: typeof wasm
declare const session: native.Session

export const cores: readonly Core[] = [nativeCore, wasmCore]
export const nativeSession: NativeSession = session
