/** `minibatch train`: from a table to a model, its metrics and its file. */
import type { Epoch } from 'minibatch'
import { CommandError } from '../exit.js'
import { checkNetworkFlags } from '../network.js'
import { writeWhole } from '../output-file.js'
import { draw, plotOf } from '../picture/plot.js'
import type { SubjectParts } from '../picture/subject.js'
import type { Terminal } from '../terminal.js'
import { CheckpointFile } from './checkpoint.js'
import type { TrainFlags } from './flags.js'
import { checkFolds, foldsOf } from './folds.js'
import { type Follower, followersOf } from './followers.js'
import { measured } from './measured.js'
import { type Parts, partsOf } from './parts.js'
import { checkPlaces } from './places.js'
import { report, type Result, resultOf } from './result.js'
import { type Course, goOn, interrupted, isInterruption, type Run, runToEnd, settledBy, setUp } from './run.js'

export async function train(data: string | undefined, flags: TrainFlags, terminal: Terminal): Promise<void> {
  if (flags.printConfig) return printConfig(data, flags, terminal)
  checkFlags(flags)
  await checkPlaces(data, flags)
  const plot = await plotOf(flags)
  const checkpoint = flags.checkpoint === undefined ? undefined : await CheckpointFile.open(flags.checkpoint)
  const kept = await keptRun(checkpoint, flags, terminal)
  const parts = await partsOf(data, flags, terminal)
  checkFolds(parts, flags)
  const trainer =
    kept === undefined
      ? await setUp(parts, await measured(parts, flags, terminal), terminal)
      : await goOn(kept, flags.checkpoint!, parts, flags)
  const { run, result } = await followed(parts, flags, { trainer, terminal, checkpoint })
  const { model } = result
  if (flags.out !== undefined) await writeWhole(flags.out, [model.toBytes()])
  if (plot !== undefined) await draw(plot, pictured(parts, run, result), ['loss', 'fit', 'confusion'], terminal)
  if (terminal.json) terminal.document(result.document)
  else report(parts, run, result, flags, terminal)
}

/** Pictures show the rows that were held out, where some were. */
function pictured({ train, validation }: Parts, { epochs }: Run, { model, onTrain, onValidation }: Result): SubjectParts {
  if (validation === undefined) return { model, evaluation: onTrain, dataset: train, rowsName: 'training rows', epochs }
  return { model, evaluation: onValidation!, dataset: validation, rowsName: 'validation rows', epochs }
}

/** Takes the run to its end, and tells its followers. */
async function followed(parts: Parts, flags: TrainFlags, { trainer, ...course }: Pick<Run, 'trainer'> & Omit<Course, 'onEpoch'>) {
  const followers = await followersOf(flags)
  const tell = (what: (follower: Follower) => void) => followers.forEach(what)
  try {
    tell((follower) => follower.begin({ flags, trainer, rows: parts.train }))
    const onEpoch = (epoch: Epoch) => tell((follower) => follower.epoch(epoch))
    const run = await runToEnd(trainer, { ...course, onEpoch })
    const folds = await foldsOf(parts, settledBy(trainer, flags), course.terminal).catch(async (error: unknown) => {
      throw isInterruption(error) ? await interrupted(trainer, course.checkpoint) : error
    })
    const result = resultOf(parts, run, { flags, folds })
    tell((follower) => follower.end(result.document, run.epochs))
    return { run, result }
  } catch (error) {
    tell((follower) => follower.fail(error))
    throw error
  } finally {
    tell((follower) => follower.close())
  }
}

/** The checkpoint to go on from; undefined for a run from the beginning. Says what is not as it seems. */
async function keptRun(
  checkpoint: CheckpointFile | undefined,
  { resume }: TrainFlags,
  { progress }: Terminal,
): Promise<Uint8Array | undefined> {
  if (checkpoint === undefined) return undefined
  const { path, previous } = checkpoint
  if (resume) {
    const bytes = await checkpoint.read()
    if (bytes === undefined) progress.note(`note: there is no '${path}' yet, so the run starts from the beginning`)
    return bytes
  }
  if (checkpoint.holdsAnother) {
    progress.note(`note: '${path}' of an earlier run will be kept as '${previous}'; --resume would go on with it`)
  }
  return undefined
}

async function printConfig(data: string | undefined, flags: TrainFlags, terminal: Terminal): Promise<void> {
  const { givenConfig, settledConfig } = await import('./settled-config.js')
  if (data === undefined && flags.sql === undefined && flags.prepared === undefined) return terminal.document(givenConfig(flags))
  checkFlags(flags)
  const parts = await partsOf(data, flags, terminal)
  const trainer = await setUp(parts, await measured(parts, flags, terminal), terminal)
  terminal.document(await settledConfig(data, { flags, rows: parts.train, trainer }, terminal))
}

function checkFlags(flags: TrainFlags): void {
  if (flags.target === undefined && flags.prepared === undefined) {
    throw new CommandError('OPTION_INVALID', 'Option --target is missing: name the column to predict, as in --target price.')
  }
  checkNetworkFlags(flags)
  if (flags.resume && flags.checkpoint === undefined) {
    throw new CommandError('OPTION_INVALID', 'Option --resume goes on from a checkpoint: name it by --checkpoint FILE.')
  }
}
