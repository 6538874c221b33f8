/** One WebAssembly core, loaded by the first call. */
import { describeLoaded, type Loaded, unavailable } from './backend.js'
import type { Core } from './types.js'

export class Loading {
  readonly #kind: 'wasm' | 'wasm-small'
  readonly #open: () => Promise<Core>
  #loading: Promise<Loaded> | undefined
  #loaded: Loaded | undefined

  constructor(kind: 'wasm' | 'wasm-small', open: () => Promise<Core>) {
    this.#kind = kind
    this.#open = open
  }

  /** The core, if it is loaded. */
  get loaded(): Loaded | undefined {
    return this.#loaded
  }

  /** @throws MinibatchError BACKEND_UNAVAILABLE; the next call tries anew */
  load(): Promise<Loaded> {
    return (this.#loading ??= this.#load())
  }

  async #load(): Promise<Loaded> {
    try {
      return (this.#loaded = describeLoaded(await this.#open(), []))
    } catch (error) {
      this.#loading = undefined
      const reason = error instanceof Error ? error.message : String(error)
      throw unavailable(
        `The WebAssembly core cannot load (${reason}). Check that core_bg.wasm is served beside the bundle.`,
        { skipped: [{ kind: this.#kind, reason }] },
        error,
      )
    }
  }
}
