/** What share of the machine's roof an update reaches: roof time = max(bytes / stream read, operations / peak). */
import type { Loaded } from '../backend/backend.js'
import type { Roof } from '../backend/types.js'
import { calling } from '../errors.js'
import { release } from '../release.js'
import { type MedianInterval, medianInterval } from './order-interval.js'
import type { RunDescription } from './planned-run.js'

/** Less data stays in the caches closest to the core, and no bandwidth bounds the run. */
const LATENCY_BOUND_BYTES = 1e6
/** More than the second cache of a core holds: such parameters are read anew in every step. */
const LEAVES_L2_BYTES = 2 << 20
const [LEAST_PROBED, MOST_PROBED] = [1 << 22, 1 << 28]
/** Rounds of the arithmetic loop: about a millisecond. */
const COMPUTED = 1 << 17

/** What an update has to do at least. */
export interface Work {
  readonly bytes: number
  readonly operations: number
  /** Bytes of the whole table. */
  readonly tableBytes: number
}

/** The share of the roof, or why there is none. */
export interface RoofShare {
  /** What bounds an update: memory, arithmetic, or latency where the table is under 1 MB; `unknown` on a GPU. */
  readonly bound: 'memory' | 'arithmetic' | 'latency' | 'unknown'
  /** Roof time over the time taken, over the rounds; null for latency, and on a GPU, whose roof is not measured. */
  readonly share: MedianInterval | null
}

/** What this machine was seen to do at most, medians over the rounds. */
export interface MachineRoof {
  /** Threads that read and computed: those of a run. */
  readonly threads: number
  /** Bytes a second read in order. */
  readonly readBytesPerSecond: number
  /** Multiplications and additions a second, in float32. */
  readonly operationsPerSecond: number
}

/** One look at the roof. */
interface Look {
  readonly bytesPerSecond: number
  readonly operationsPerSecond: number
}

/** Looks at the roof, one a round. */
export class RoofProbe {
  readonly #roof: Roof
  readonly #looks: Look[] = []
  readonly #onDevice: boolean

  constructor({ core, backend }: Loaded, { bytes, threads, numerics }: RunDescription) {
    const probed = Math.min(MOST_PROBED, Math.max(LEAST_PROBED, bytes.data))
    this.#roof = calling(() => new core.Roof(JSON.stringify({ bytes: probed, threads, numerics })))
    this.#onDevice = backend.kind === 'cuda'
    this.#roof.read()
    this.#roof.compute(COMPUTED)
  }

  /** Reads and computes, and remembers how fast. */
  look(): void {
    const bytesPerSecond = rateOf(() => this.#roof.read())
    const operationsPerSecond = rateOf(() => this.#roof.compute(COMPUTED))
    this.#looks.push({ bytesPerSecond, operationsPerSecond })
  }

  /** The roof of the CPU; null where the clock saw no time pass, and for runs on a GPU. */
  get machine(): MachineRoof | null {
    if (this.#onDevice) return null
    const read = medianInterval(this.#looks.map(({ bytesPerSecond }) => bytesPerSecond)).median
    const computed = medianInterval(this.#looks.map(({ operationsPerSecond }) => operationsPerSecond)).median
    if (!read || !computed || !Number.isFinite(read * computed)) return null
    return { threads: this.#roof.threads(), readBytesPerSecond: read, operationsPerSecond: computed }
  }

  /** The share of the roof of updates that took such times, one a round. */
  shareOf({ bytes, operations, tableBytes }: Work, dtype: 'float32' | 'float64', seconds: readonly number[]): RoofShare {
    if (this.#onDevice) return { bound: 'unknown', share: null }
    if (tableBytes < LATENCY_BOUND_BYTES) return { bound: 'latency', share: null }
    // A vector holds half as many float64.
    const work = dtype === 'float64' ? 2 * operations : operations
    const times = this.#looks.map((look) => ({ reading: bytes / look.bytesPerSecond, computing: work / look.operationsPerSecond }))
    const shares = times.map(({ reading, computing }, round) => (seconds[round]! > 0 ? Math.max(reading, computing) / seconds[round]! : null))
    const reads = times.filter(({ reading, computing }) => reading >= computing).length
    return { bound: 2 * reads >= times.length ? 'memory' : 'arithmetic', share: medianInterval(shares) }
  }

  close(): void {
    release(this.#roof)
  }
}

/**
 * What an update of m rows has to do: read X, y and the order of its rows once, and parameters and the optimizer's states
 * where they leave the second cache; multiply and add for the outputs, the gradients of the weights and, but in the first
 * layer, those of the inputs.
 */
export function workOf({ layers, bytes }: RunDescription, rows: number, batchSize: number): Work {
  const cells = layers.map(({ inputs, units }) => inputs * units)
  const all = cells.reduce((sum, count) => sum + count, 0)
  const state = bytes.parameters / 2 + bytes.states
  return {
    bytes: (batchSize * (bytes.data + bytes.order)) / rows + (state > LEAVES_L2_BYTES ? state : 0),
    operations: 2 * batchSize * (3 * all - cells[0]!),
    tableBytes: bytes.data,
  }
}

function rateOf(work: () => number): number {
  const started = performance.now()
  const done = work()
  return done / ((performance.now() - started) / 1000)
}
