/** The files a run reads and writes: no two of them may be one, or the run would write over what it needs. */
import { resolve } from 'node:path'
import { CommandError } from '../exit.js'
import { checkWritable } from '../output-file.js'
import type { TrainFlags } from './flags.js'

/**
 * Refuses to write over what is read or written otherwise, and files that cannot be written, before anything is read.
 *
 * @throws CommandError OPTION_INVALID, IO_FAILED
 */
export async function checkPlaces(data: string | undefined, flags: TrainFlags): Promise<void> {
  const { out, log, checkpoint, plot, config, validation } = flags
  const taken = new Map<string, string>()
  const read = { 'the table': data, '--validation': validation, '--config': config }
  for (const [name, path] of Object.entries(read)) if (path !== undefined) taken.set(resolve(path), name)
  const written = { '--out': out, '--log': log, '--checkpoint': checkpoint, '--plot': plot }
  for (const [name, path] of Object.entries(written)) {
    if (path === undefined || path.startsWith('/dev/')) continue
    const other = taken.get(resolve(path))
    if (other !== undefined) throw new CommandError('OPTION_INVALID', `Option ${name} would write over ${other}, '${path}'. Name another file.`)
    taken.set(resolve(path), name)
  }
  for (const path of [out, log]) if (path !== undefined) await checkWritable(path)
}
