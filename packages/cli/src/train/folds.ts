/** `--folds N`: what the run comes to on rows it was not trained on, each row once. */
import { type CrossValidation, crossValidate, type ValidatedFold } from 'minibatch'
import { CommandError } from '../exit.js'
import { counted, duration } from '../format.js'
import type { Terminal } from '../terminal.js'
import { foldShareOf, runOptionsOf, type TrainFlags } from './flags.js'
import { isClassified, type Parts } from './parts.js'

/**
 * Refuses more folds than rows before anything is trained.
 *
 * @throws CommandError OPTION_INVALID
 */
export function checkFolds({ all: { rows } }: Parts, { folds }: TrainFlags): void {
  if (folds === undefined || folds <= rows) return
  throw new CommandError('OPTION_INVALID', `Option folds must be a whole number from 2 to the number of rows, ${rows}; got ${folds}.`, {
    details: { option: 'folds' },
  })
}

/**
 * A run for each fold of all rows, with the options of the run; undefined where no folds are asked for.
 *
 * @throws MinibatchError OPTION_INVALID, DIVERGED, ABORTED
 */
export async function foldsOf({ all }: Parts, flags: TrainFlags, terminal: Terminal): Promise<CrossValidation | undefined> {
  const { folds } = flags
  if (folds === undefined) return undefined
  const started = performance.now()
  const elapsed = () => (performance.now() - started) / 1000
  let done = 0
  terminal.progress.begin(() => `fold ${done + 1}/${folds}  ${duration(elapsed())}`)
  const onFold = ({ number }: ValidatedFold) => {
    done = number
    terminal.progress.touch()
  }
  const share = foldShareOf(flags)
  const found = await crossValidate(all, {
    ...runOptionsOf(flags),
    folds,
    holdOut: share === undefined ? undefined : { test: share, stratify: isClassified(all, flags) },
    signal: terminal.signal,
    onFold,
  })
  terminal.progress.end(`trained ${counted(folds, 'fold')} in ${duration(elapsed())}`)
  return found
}
