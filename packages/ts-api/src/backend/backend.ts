import { calling, type ErrorDetails, MinibatchError } from '../errors.js'
import type { Core, Session } from './types.js'

/**
 * What runs take their steps on: an NVIDIA GPU, the native build of the core, its WebAssembly build, or `wasm-small`, the
 * part of that which a page can load first: linear models of one output over plain arrays of float32, by `sgd` and the
 * squared losses. It is taken only where it is named.
 */
export type BackendKind = 'cuda' | 'native' | 'wasm' | 'wasm-small'

/**
 * A backend by name, or `auto`. In Node `auto` is the native build, else wasm; a run on the native build moves to a GPU
 * where its own first steps, which have the same bits on both, are faster there. Elsewhere it is wasm.
 */
export type BackendChoice = 'auto' | BackendKind

/** A GPU. */
export interface Device {
  /** Such as `NVIDIA H200`. */
  readonly name: string
  /** Compute capability, such as `9.0`; at least 7.5. */
  readonly capability: string
  /** Multiprocessors. */
  readonly multiprocessors: number
  /** Bytes of memory. */
  readonly memory: number
  /** The newest CUDA version its driver knows, such as `12.4`; at least 12.0. */
  readonly driver: string
}

/** The backend that runs, and why others do not. */
export interface Backend {
  /** Which backend. */
  readonly kind: BackendKind
  /** The GPU, on `cuda`; the instruction set below is then that of predictions and evaluations. */
  readonly device?: Device
  /** Where a run was tried on both: seconds of a step. */
  readonly measured?: { readonly nativeStepSeconds: number; readonly cudaStepSeconds: number }
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
  /** The backends that were tried before this one, each with the reason why it is not taken. */
  readonly skipped: readonly SkippedBackend[]
}

/** A backend that was tried and is not taken. */
export interface SkippedBackend {
  /** Which one. */
  readonly kind: BackendKind
  /** What the attempt to load it said. */
  readonly reason: string
}

/** A core that is ready for calls. */
export interface Loaded {
  readonly core: Core
  readonly backend: Backend
  /** What takes the steps of a run, where the core can take them on a GPU too. */
  readonly steps?: 'auto' | 'native' | 'cuda'
}

/** Puts a core and what it says of itself together. */
export function describeLoaded(core: Core, skipped: readonly SkippedBackend[], device?: Device): Loaded {
  const info = JSON.parse(calling(() => core.info())) as Omit<Backend, 'skipped'>
  return { core, backend: Object.freeze({ ...info, ...(device && { kind: 'cuda' as const, device }), skipped }) }
}

/**
 * Has a run take its steps as it was asked for.
 *
 * @throws MinibatchError BACKEND_UNAVAILABLE for a GPU that cannot take this run
 */
export function chooseSteps(session: Session, { steps }: Loaded): void {
  if (steps && session.setBackend) calling(() => session.setBackend!(steps))
}

/** The same core for runs that stay where they begin: those that are timed, and those too short to try a GPU. */
export function steady(loaded: Loaded): Loaded {
  return loaded.steps === 'auto' ? { ...loaded, steps: 'native' } : loaded
}

/** What takes the steps of a run as it stands. */
export function backendOf(session: Session, { backend: known }: Loaded): Backend {
  const said = JSON.parse(calling(() => session.describe())) as { threads: number; backend?: RunningBackend }
  const backend = { ...known, threads: said.threads }
  if (!said.backend) return Object.freeze(backend)
  const { reason, ...running } = said.backend
  const skipped = reason ? [...backend.skipped, { kind: 'cuda' as const, reason }] : backend.skipped
  return Object.freeze({ ...backend, ...running, skipped })
}

/** A backend in words: `native core, avx512`, or the name of a GPU. */
export function backendText({ kind, simd, device }: Backend): string {
  return device ? `${device.name}, ${kind}` : `${kind} core, ${simd}`
}

/** What a session says of its backend. */
interface RunningBackend extends Pick<Backend, 'kind' | 'device' | 'measured'> {
  readonly reason?: string
}

/** The error for a build that was named and cannot load. */
export function unavailable(message: string, details: ErrorDetails = {}, cause?: unknown): MinibatchError {
  return new MinibatchError('BACKEND_UNAVAILABLE', message, details, { cause })
}
