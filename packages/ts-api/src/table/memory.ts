/** A bound of memory for a table, as the core reads it. */
import { temporaryFolder } from '#files'

import { MinibatchError } from '../errors.js'
import { describe } from '../matrix.js'

/** How much memory cells may take, and where what is more goes. */
export interface MemoryBound {
  readonly bytes: number
  readonly directory: string
}

/**
 * The bound of so many bytes.
 *
 * @throws MinibatchError OPTION_INVALID for what is no number of bytes, and where there are no files
 */
export function memoryBound(memory: number | undefined): MemoryBound | undefined {
  if (memory === undefined) return undefined
  if (!Number.isSafeInteger(memory) || memory < 1) {
    throw new MinibatchError('OPTION_INVALID', `Option memory must be a whole number of bytes, at least 1; got ${describe(memory)}.`, {
      option: 'memory',
    })
  }
  return { bytes: memory, directory: temporaryFolder() }
}
