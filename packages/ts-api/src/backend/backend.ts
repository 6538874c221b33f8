import { calling, type ErrorDetails, MinibatchError } from '../errors.js'
import type { Core } from './types.js'

/** The builds of the core. */
export type BackendKind = 'native' | 'wasm'

/** A build by name, or `auto`: native, else wasm, in Node; wasm elsewhere. */
export type BackendChoice = 'auto' | BackendKind

/** The build that runs, and why others do not. */
export interface Backend {
  /** Which build. */
  readonly kind: BackendKind
  /** Instruction set its kernels use: `avx512`, `avx2`, `sse2`, `neon`, `simd128` or `reference`. */
  readonly simd: string
  /** Every instruction set this build has kernels for and this machine can run. */
  readonly levels: readonly string[]
  /** Threads a run uses. */
  readonly threads: number
  /** Version of the rules of arithmetic: equal runs have equal bits under one version. */
  readonly numerics: number
  /** Version of the core. */
  readonly version: string
  /** The builds `auto` tried before this one, each with the reason why it could not load. */
  readonly skipped: readonly SkippedBackend[]
}

/** A build that was tried and could not load. */
export interface SkippedBackend {
  /** Which build. */
  readonly kind: BackendKind
  /** What the attempt to load it said. */
  readonly reason: string
}

/** A core that is ready for calls. */
export interface Loaded {
  readonly core: Core
  readonly backend: Backend
}

/** Puts a core and what it says of itself together. */
export function describeLoaded(core: Core, skipped: readonly SkippedBackend[]): Loaded {
  const info = JSON.parse(calling(() => core.info())) as Omit<Backend, 'skipped'>
  return { core, backend: Object.freeze({ ...info, skipped }) }
}

/** The error for a build that was named and cannot load. */
export function unavailable(message: string, details: ErrorDetails = {}, cause?: unknown): MinibatchError {
  return new MinibatchError('BACKEND_UNAVAILABLE', message, details, { cause })
}
