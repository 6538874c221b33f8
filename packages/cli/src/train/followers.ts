/** Who is told of a run in its course: the log, TensorBoard. */
import type { Dataset, Epoch, Trainer } from 'minibatch'
import type { TrainFlags } from './flags.js'
import type { Result } from './result.js'

/** A run as it begins, or goes on. */
export interface Beginning {
  readonly flags: TrainFlags
  readonly trainer: Trainer
  /** The rows it trains on. */
  readonly rows: Dataset
}

export interface Follower {
  begin(beginning: Beginning): void
  epoch(epoch: Epoch): void
  end(document: Result['document'], epochs: readonly Epoch[]): void
  /** The run ended by an error, or was interrupted. */
  fail(error: unknown): void
  close(): void
}

/**
 * Opens the files of the followers that were asked for.
 *
 * @throws CommandError IO_FAILED
 */
export async function followersOf({ log, tensorboard }: TrainFlags): Promise<Follower[]> {
  const followers: Follower[] = []
  if (log !== undefined) {
    const { RunLog } = await import('./log.js')
    followers.push(new RunLog(log))
  }
  if (tensorboard !== undefined) {
    const { TensorBoardLog } = await import('./tensorboard.js')
    followers.push(new TensorBoardLog(tensorboard))
  }
  return followers
}
