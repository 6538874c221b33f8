/** The files a run reads and writes. */
import { checkWritable } from '../output-file.js'
import { checkApart } from '../places.js'
import type { TrainFlags } from './flags.js'

/**
 * Refuses to write over what is read or written otherwise, and files that cannot be written, before anything is read.
 *
 * @throws CommandError OPTION_INVALID, IO_FAILED
 */
export async function checkPlaces(data: string | undefined, flags: TrainFlags): Promise<void> {
  const { out, log, checkpoint, plot, config, validation, prepared } = flags
  checkApart(
    { 'the table': data, '--validation': validation, '--prepared': prepared, '--config': config },
    { '--out': out, '--log': log, '--checkpoint': checkpoint, '--plot': plot },
  )
  for (const path of [out, log]) if (path !== undefined) await checkWritable(path)
}
