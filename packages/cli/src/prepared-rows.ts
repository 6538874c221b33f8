/** Encoded rows in files, with the progress of their writing. */
import type { Dataset } from 'minibatch'
import { compact } from './format.js'
import type { Terminal } from './terminal.js'

/** How rows are prepared. */
export interface Preparing {
  /** The file; null for one without a name. */
  path: string | null
  /** Rows whose encoding these take. */
  like?: Dataset | undefined
  memory?: number | undefined
}

/**
 * Writes the encoded rows of a table to a file.
 *
 * @returns the rows: in memory where they fit, else in the file
 * @throws MinibatchError as `Dataset.prepare`
 */
export async function prepared(data: Dataset, { path, like, memory }: Preparing, terminal: Terminal): Promise<Dataset> {
  const { progress, signal } = terminal
  const started = performance.now()
  let [rows, totalRows] = [0, data.rows]
  const line = () => {
    if (rows === 0) return 'learning the columns'
    const rate = (rows / (performance.now() - started)) * 1000
    return `encoding ${Math.floor((100 * rows) / totalRows)} %  ${compact(rate)} rows/s`
  }
  await progress.announce(line)
  const written = await data.prepare(path, {
    like,
    ...(memory === undefined ? {} : { memory }),
    signal,
    onProgress: (state) => {
      ;({ rows, totalRows } = state)
      progress.touch()
    },
  })
  progress.end()
  return written
}
