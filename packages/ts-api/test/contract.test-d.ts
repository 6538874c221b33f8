/** Both generated binaries meet the contract; compiled with the tests, never run. */
import type * as native from '../native/index.cjs'
import type { Core, NativeSession, Session } from '../src/backend/types.js'
import type * as wasm from '../wasm/core.js'

declare const nativeCore: typeof native
declare const nativeSession: native.Session
declare const wasmCore: typeof wasm
declare const wasmSession: wasm.Session

export const nativeMeets: readonly [Core, NativeSession] = [nativeCore, nativeSession]
// wasm-bindgen's classes have `free` beside the contract's methods, so its constructor asks for more than the contract's.
export const wasmMeets: readonly [Omit<Core, 'Session'>, Session] = [wasmCore, wasmSession]
