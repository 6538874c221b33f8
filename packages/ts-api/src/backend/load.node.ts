import { calling, MinibatchError } from '../errors.js'
import {
  type BackendChoice,
  type BackendKind,
  type Device,
  describeLoaded,
  type Loaded,
  type SkippedBackend,
  unavailable,
} from './backend.js'
import { openNative } from './native.js'
import type { Core } from './types.js'
import { openSmallSync, openWasmSync } from './wasm.node.js'

/** The builds; a GPU is reached through the native one. */
type Build = Exclude<BackendKind, 'cuda'>

/** What `auto` tries. */
const ORDER: readonly Build[] = ['native', 'wasm']
const OPEN: Record<Build, () => Core> = { native: openNative, wasm: openWasmSync, 'wasm-small': openSmallSync }

/** What came of opening each build, so that none is tried twice. */
const opened = new Map<Build, Core | SkippedBackend>()
/** What each choice came to. */
const settled = new Map<string, Loaded>()

/**
 * The core for a choice; `MINIBATCH_BACKEND` overrules it. In Node every build loads synchronously.
 *
 * @throws MinibatchError BACKEND_UNAVAILABLE
 */
export function loadedCore(choice: BackendChoice = 'auto'): Loaded {
  const wanted = process.env.MINIBATCH_BACKEND || choice
  let loaded = settled.get(wanted)
  if (!loaded) {
    loaded = load(wanted)
    settled.set(wanted, loaded)
  }
  return loaded
}

/** The same for callers that can wait. */
export async function loadCore(choice?: BackendChoice): Promise<Loaded> {
  return loadedCore(choice)
}

function load(wanted: string): Loaded {
  if (wanted === 'cuda') return loadCuda()
  const kinds = wanted === 'auto' ? ORDER : (Object.keys(OPEN) as Build[]).filter((kind) => kind === wanted)
  if (kinds.length === 0) {
    throw unavailable(`Backend '${wanted}' does not exist in this version. Use 'auto', 'cuda', 'native' or 'wasm'.`)
  }
  const skipped: SkippedBackend[] = []
  for (const kind of kinds) {
    const core = open(kind)
    if (!('reason' in core)) {
      const loaded = describeLoaded(core, skipped)
      return kind === 'native' ? { ...loaded, steps: wanted === 'auto' ? 'auto' : 'native' } : loaded
    }
    skipped.push(core)
  }
  const reasons = skipped.map(({ kind, reason }) => `${kind}: ${reason}`).join('; ')
  throw unavailable(
    `Backend '${wanted}' cannot load here (${reasons}). Reinstall minibatch without --omit=optional, or choose another backend.`,
    { skipped },
  )
}

/** The native build, with a GPU to take the steps of runs. */
function loadCuda(): Loaded {
  const core = open('native')
  const found: CudaInfo =
    'reason' in core
      ? { available: false, reason: `It takes the native core, which does not load (${core.reason}). Reinstall minibatch without --omit=optional.` }
      : (JSON.parse(calling(() => core.cudaInfo?.() ?? NO_CUDA)) as CudaInfo)
  if ('reason' in core || !found.available) {
    const { reason } = found as { reason: string }
    throw unavailable(`Backend 'cuda' is not to be had here. ${reason}`, { skipped: [{ kind: 'cuda', reason }] })
  }
  return { ...describeLoaded(core, [], found.device), steps: 'cuda' }
}

type CudaInfo = { readonly available: true; readonly device: Device } | { readonly available: false; readonly reason: string }

const NO_CUDA = JSON.stringify({ available: false, reason: "This build has no CUDA path. Take backend 'native', or a build for Linux or Windows on x64." })

function open(kind: Build): Core | SkippedBackend {
  let result = opened.get(kind)
  if (!result) {
    try {
      result = OPEN[kind]()
    } catch (error) {
      if (error instanceof MinibatchError) throw error
      result = { kind, reason: reasonOf(error) }
    }
    opened.set(kind, result)
  }
  return result
}

/** The first lines of an error and of its causes: the addon's loader keeps each path it tried as a cause. */
function reasonOf(error: unknown): string {
  const causes: string[] = []
  for (let cause = error; cause instanceof Error && causes.length < 8; cause = cause.cause) {
    const line = cause.message.split('\n', 1)[0] ?? ''
    if (!causes.includes(line)) causes.push(line)
  }
  return `${process.platform}-${process.arch}: ${causes.join(' < ') || String(error)}`
}
