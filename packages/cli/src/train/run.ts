/** The run itself: set up from a table and the flags, or gone on with; taken to its end, told on stderr. */
import { type Epoch, MinibatchError, Trainer, type TrainerOptions } from 'minibatch'
import { CommandError, EXIT } from '../exit.js'
import { compact, counted, duration, number } from '../format.js'
import { networkFor } from '../network.js'
import { given, TRAINING_OPTIONS } from '../options.js'
import type { Terminal } from '../terminal.js'
import { type CheckpointFile, checkSamePlan } from './checkpoint.js'
import { earlyStoppingOf, type TrainFlags } from './flags.js'
import type { Parts } from './parts.js'

/** Rows from which encoding takes long enough to be announced. */
const LONG_ENCODING = 100_000

/** A finished run. */
export interface Run {
  trainer: Trainer
  epochs: readonly Epoch[]
  /** Wall time of the run itself: reading and encoding come before it. */
  seconds: number
  /** Rows trained on in that time, each as often as it was. */
  rows: number
}

/** Who is told of a run, and where it is kept. */
export interface Course {
  readonly terminal: Terminal
  readonly checkpoint: CheckpointFile | undefined
  readonly onEpoch: (epoch: Epoch) => void
}

/** A run over the parts, at its start. */
export async function setUp(parts: Parts, flags: TrainFlags, terminal: Terminal): Promise<Trainer> {
  if (parts.train.rows >= LONG_ENCODING) await terminal.progress.announce(() => 'encoding the columns')
  const trainer = newTrainer(parts, flags)
  terminal.progress.end()
  for (const warning of parts.train.report.warnings ?? []) terminal.progress.note(`note: ${warning}`)
  return trainer
}

/**
 * The run of a checkpoint, which the same rows and options go on with.
 *
 * @throws CommandError OPTION_INVALID for other options; MinibatchError CHECKPOINT_INVALID
 */
export async function goOn(bytes: Uint8Array, path: string, parts: Parts, flags: TrainFlags): Promise<Trainer> {
  const { validation } = parts
  const trainer = await Trainer.resume(bytes, parts.train, validation === undefined ? {} : { validation }).catch(
    (error: unknown) => {
      throw error instanceof MinibatchError && error.code === 'CHECKPOINT_INVALID' ? ofFile(error, path) : error
    },
  )
  // A batch size that was measured is not measured again.
  checkSamePlan(path, newTrainer(parts, settledBy(trainer, flags)).plan, trainer.plan)
  return trainer
}

/** The flags with what was measured for a run. */
export function settledBy({ plan }: Trainer, flags: TrainFlags): TrainFlags {
  return flags.batchSize === 'auto' ? { ...flags, batchSize: plan.batchSize as number } : flags
}

function ofFile({ code, message, details }: MinibatchError, path: string): CommandError {
  return new CommandError(code, message.replace(/^The checkpoint/, `The checkpoint '${path}'`), { details: { ...details, path } })
}

function newTrainer({ train, validation }: Parts, flags: TrainFlags): Trainer {
  const options: TrainerOptions = {
    ...given(flags, TRAINING_OPTIONS),
    ...earlyStoppingOf(flags),
    backend: flags.backend,
    ...(validation === undefined ? {} : { validation }),
  }
  return new Trainer(networkFor(train, flags), train, options)
}

/**
 * Takes a run to its end, and keeps it where there is a checkpoint: in its course, and when it is interrupted.
 *
 * @throws CommandError ABORTED saying what was kept; MinibatchError DIVERGED
 */
export async function runToEnd(trainer: Trainer, course: Course): Promise<Run> {
  const { terminal, checkpoint } = course
  const { epochs: planned, l2 } = trainer.plan as { epochs: number; l2: number | 'auto' }
  const from = trainer.history.length
  const first = l2 === 'auto' ? 'choosing l2 by five folds' : `epoch ${from + 1}/${planned}`
  const started = performance.now()
  const elapsed = () => (performance.now() - started) / 1000
  let last: Epoch | undefined
  terminal.progress.begin(() => last === undefined ? `${first}  ${duration(elapsed())}` : epochLine(last, { planned, from }, elapsed()))
  const onEpoch = (epoch: Epoch) => {
    last = epoch
    course.onEpoch(epoch)
    terminal.progress.touch()
  }
  try {
    await advance(trainer, { ...course, onEpoch })
  } catch (error) {
    if (!isInterruption(error)) throw error
    // Epochs that ended just before are told too: a run that goes on from here begins after them.
    for (const epoch of trainer.history.slice(last?.number ?? from)) course.onEpoch(epoch)
    throw await interrupted(trainer, checkpoint)
  }
  const seconds = elapsed()
  const { history: epochs, state } = trainer
  const early = state.stoppedEarly ? `, stopped early: the loss no longer falls` : ''
  const done = epochs.slice(from)
  const trained = done.length === 0 && from > 0 ? 'the run was at its end' : `trained ${counted(done.length, 'epoch')} in ${duration(seconds)}`
  terminal.progress.end(`${trained}${early}`)
  return { trainer, epochs, seconds, rows: done.reduce((sum, { rows }) => sum + rows, 0) }
}

async function advance(trainer: Trainer, { terminal, checkpoint, onEpoch }: Course): Promise<void> {
  const hooks = { signal: terminal.signal, onEpoch }
  if (checkpoint === undefined) return void (await trainer.run(hooks))
  // A run stands still between any two steps, and goes on to the same weights.
  while (!trainer.state.finished) {
    await trainer.run({ ...hooks, seconds: checkpoint.interval })
    await checkpoint.keep(trainer)
  }
}

export function isInterruption(error: unknown): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === 'ABORTED'
}

/** What is said of a run that was interrupted, once it is kept. */
export async function interrupted(trainer: Trainer, checkpoint: CheckpointFile | undefined): Promise<CommandError> {
  const { step } = trainer.state
  const said = (message: string) => new CommandError('ABORTED', `Interrupted; ${message}`, { exit: EXIT.interrupted })
  if (checkpoint === undefined) return said('nothing was written. With --checkpoint FILE a run can go on where it was.')
  if (step === 0) return said('there was no step yet to be kept.')
  await checkpoint.keep(trainer)
  return said(`the run is kept in '${checkpoint.path}' after ${counted(step, 'step')}. The same command with --resume goes on.`)
}

/** `epoch 12/63  loss 0.512  validation 0.548  noise 85 rows  3.21 M rows/s  12 s left at most`. */
function epochLine(epoch: Epoch, { planned, from }: { planned: number; from: number }, elapsed: number): string {
  const left = (elapsed / (epoch.number - from)) * (planned - epoch.number)
  const parts = [
    `epoch ${epoch.number}/${planned}`,
    `loss ${number(epoch.loss)}`,
    ...(epoch.validation === undefined ? [] : [`validation ${number(epoch.validation.loss)}`]),
    ...(epoch.noiseScale === undefined ? [] : [`noise ${compact(epoch.noiseScale)} rows`]),
    `${compact(epoch.rowsPerSecond ?? 0)} rows/s`,
    `${duration(left)} left at most`,
  ]
  return parts.join('  ')
}
