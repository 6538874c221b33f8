/** The run itself: set up from a table and the flags, taken to its end, told on stderr. */
import { type Epoch, Trainer } from 'minibatch'
import { compact, counted, duration, number } from '../format.js'
import { networkFor } from '../network.js'
import { given, TRAINING_OPTIONS } from '../options.js'
import type { Terminal } from '../terminal.js'
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
}

/** A run over the parts, at its start. */
export async function setUp(parts: Parts, flags: TrainFlags, terminal: Terminal): Promise<Trainer> {
  if (parts.train.rows >= LONG_ENCODING) await terminal.progress.announce(() => 'encoding the columns')
  const trainer = new Trainer(networkFor(parts.train, flags), parts.train, {
    ...given(flags, TRAINING_OPTIONS),
    ...earlyStoppingOf(flags),
    backend: flags.backend,
    ...(parts.validation === undefined ? {} : { validation: parts.validation }),
  })
  terminal.progress.end()
  for (const warning of parts.train.report.warnings ?? []) terminal.progress.note(`note: ${warning}`)
  return trainer
}

export async function runToEnd(trainer: Trainer, terminal: Terminal): Promise<Run> {
  const { epochs: planned, l2 } = trainer.plan as { epochs: number; l2: number | 'auto' }
  const first = l2 === 'auto' ? 'choosing l2 by five folds' : `epoch 1/${planned}`
  const started = performance.now()
  const elapsed = () => (performance.now() - started) / 1000
  let last: Epoch | undefined
  terminal.progress.begin(() => last === undefined ? `${first}  ${duration(elapsed())}` : epochLine(last, planned, elapsed()))
  await trainer.run({
    signal: terminal.signal,
    onEpoch: (epoch) => {
      last = epoch
      terminal.progress.touch()
    },
  })
  const seconds = elapsed()
  const { history: epochs, state } = trainer
  const early = state.stoppedEarly ? `, stopped early: the loss no longer falls` : ''
  terminal.progress.end(`trained ${counted(epochs.length, 'epoch')} in ${duration(seconds)}${early}`)
  return { trainer, epochs, seconds }
}

/** `epoch 12/63  loss 0.512  validation 0.548  noise 85 rows  3.21 M rows/s  12 s left`. */
function epochLine(epoch: Epoch, planned: number, elapsed: number): string {
  const left = (elapsed / epoch.number) * (planned - epoch.number)
  const validation = epoch.validation === undefined ? '' : `  validation ${number(epoch.validation.loss)}`
  const rate = `${compact(epoch.rowsPerSecond ?? 0)} rows/s`
  return `epoch ${epoch.number}/${planned}  loss ${number(epoch.loss)}${validation}  ${rate}  ${duration(left)} left at most`
}
