/** Encoded rows in files: written once, trained on without the table they came from, and larger than memory. */
import { absolutePath, temporaryFolder } from '#files'
import { loadCore } from '#load'

import type { BackendChoice, Loaded } from '../backend/backend.js'
import type { Examples } from '../backend/types.js'
import type { Dataset } from '../dataset.js'
import { aborted, calling, MinibatchError } from '../errors.js'
import { examplesOf } from '../examples.js'
import { optionsJson } from '../options.js'
import { memoryBound } from './memory.js'
import { stateOf } from './state.js'

/** How a file of prepared rows is opened. */
export interface PreparedOptions {
  /**
   * Bytes of memory that rows and what training them needs may take. Rows that are more stay in the file and are read
   * while they are trained on. It changes no result. Default: no bound.
   */
  memory?: number
  /** Whose core holds the rows; only the native one reads such files, and a GPU takes those that fit memory. Default `auto`. */
  backend?: BackendChoice
}

/** How far the writing of prepared rows is. */
export interface PrepareProgress {
  /** Rows of the table that are done. */
  readonly rows: number
  /** Rows of the table. */
  readonly totalRows: number
}

/** How rows are prepared. */
export interface PrepareOptions extends Pick<PreparedOptions, 'memory'> {
  /** Encode as these rows were: validation rows as those of the training. Default: as the rows themselves teach. */
  like?: Dataset | undefined
  /** Stops the writing; the promise then rejects with ABORTED, and there is no file. */
  signal?: AbortSignal | undefined
  /** Called after every part that was written. */
  onProgress?: ((progress: PrepareProgress) => void) | undefined
}

/** Writes the encoded rows of a dataset; null is a file without a name, which ends with the rows. */
export async function writePrepared(
  dataset: Dataset,
  path: string | URL | null,
  { like, signal, onProgress, memory }: PrepareOptions,
): Promise<Examples> {
  const { loaded, table, encode, dtype } = stateOf(dataset)
  if (!table) {
    throw new MinibatchError('OPTION_INVALID', 'prepare() encodes a table, and this dataset holds rows without one.')
  }
  if (signal?.aborted) throw aborted(signal)
  memoryBound(memory)
  const { Preparation } = nativeOnly(loaded)
  const place = path === null ? { directory: temporaryFolder() } : { path: absolutePath(path) }
  const learnt = like && examplesOf(like)
  const json = optionsJson({ ...encode, dtype })
  const preparation = calling(() => new Preparation(table, json, optionsJson(place), learnt))
  const totalRows = table.rows()
  try {
    for (let rows = 0; rows < totalRows; ) {
      rows = calling(() => preparation.advance())
      onProgress?.({ rows, totalRows })
      await new Promise((resolve) => setTimeout(resolve))
      if (signal?.aborted) throw aborted(signal)
    }
    return calling(() => preparation.finish(memory))
  } finally {
    preparation.cancel()
  }
}

/** Opens a file of prepared rows. */
export async function openPrepared(
  path: string | URL,
  { memory, backend }: PreparedOptions,
): Promise<{ loaded: Loaded; examples: Examples }> {
  const loaded = await loadCore(backend)
  memoryBound(memory)
  const { fromPrepared } = nativeOnly(loaded)
  return { loaded, examples: calling(() => fromPrepared(absolutePath(path), memory)) }
}

/** What only a core with files has. */
interface WithFiles {
  readonly Preparation: NonNullable<Loaded['core']['Preparation']>
  readonly fromPrepared: (path: string, memory?: number) => Examples
}

function nativeOnly({ core }: Loaded): WithFiles {
  const { Preparation, Examples: examples } = core
  if (Preparation && examples.fromPrepared) return { Preparation, fromPrepared: examples.fromPrepared.bind(examples) }
  throw new MinibatchError(
    'BACKEND_UNAVAILABLE',
    'Prepared rows lie in files, which WebAssembly has none of. Take the native core: leave backend and MINIBATCH_BACKEND out.',
  )
}

