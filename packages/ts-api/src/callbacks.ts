/** What is called while a run goes on: your own, and those that most runs want. */
import { writeFile } from '#files'

import { MinibatchError } from './errors.js'
import type { Model } from './model.js'
import type { Epoch } from './run.js'

/** A run as its callbacks see it: it stands still while one of them is called. */
export interface RunInProgress {
  /** The finished epochs, from the first on. */
  readonly history: readonly Epoch[]
  /** Ends the run after this epoch; `run` and `fit` then resolve as at their end. */
  stop(): void
  /** The model as it stands. */
  model(): Model
  /** The run as it stands, as the bytes of a checkpoint for `Trainer.resume`. */
  checkpoint(): Uint8Array
}

/**
 * Functions called while a run goes on. Each is awaited, and the run stands still meanwhile; what it throws ends the run
 * and comes out of it. For a glance at the progress that the run does not wait for take the option `onEpoch`.
 *
 * Stopping once the loss no longer falls needs no callback: that is the option `earlyStopping`.
 */
export interface Callback {
  /** Before the first step. */
  onStart?(run: RunInProgress): void | Promise<void>
  /** After each epoch, before the next one begins. */
  onEpoch?(epoch: Epoch, run: RunInProgress): void | Promise<void>
  /** After the last step of a run that was neither aborted nor failed. */
  onEnd?(run: RunInProgress): void | Promise<void>
}

/** How often a callback acts. */
export interface Every {
  /** Epochs from one time to the next, at least 1. Default 1. */
  readonly every?: number
}

/**
 * Keeps the latest checkpoint of a run: every so many epochs, and at the run's end.
 *
 * @param to a path, written whole or not at all (Node alone); or a function that takes the bytes, awaited
 * @throws MinibatchError OPTION_INVALID; the run IO_FAILED where the file cannot be written
 */
export function checkpoints(
  to: string | URL | ((bytes: Uint8Array, epoch: number) => void | Promise<void>),
  { every = 1 }: Every = {},
): Callback {
  checkEvery(every)
  const keep = typeof to === 'function' ? to : (bytes: Uint8Array) => writeFile(to, bytes)
  return {
    async onEpoch({ number }, run) {
      if (number % every === 0) await keep(run.checkpoint(), number)
    },
    async onEnd(run) {
      const epoch = run.history.at(-1)?.number ?? 0
      if (epoch % every !== 0 || epoch === 0) await keep(run.checkpoint(), epoch)
    },
  }
}

/**
 * Writes a line for every so many epochs: number, losses, learning rate and rows a second.
 *
 * @param options `write` takes a line. Default `console.log`.
 * @throws MinibatchError OPTION_INVALID
 */
// oxlint-disable-next-line no-console -- the console is where a log goes
export function logging({ every = 1, write = console.log }: Every & { readonly write?: (line: string) => void } = {}): Callback {
  checkEvery(every)
  return {
    onEpoch(epoch) {
      if (epoch.number % every === 0) write(lineOf(epoch))
    },
  }
}

function lineOf({ number, loss, validation, learningRate, rowsPerSecond }: Epoch): string {
  const facts = [`epoch ${number}`, `loss ${rounded(loss)}`]
  if (validation) facts.push(`validation ${rounded(validation.loss)}`)
  facts.push(`rate ${rounded(learningRate)}`)
  if (rowsPerSecond !== null) facts.push(`${Math.round(rowsPerSecond).toLocaleString('en-US')} rows/s`)
  return facts.join('  ')
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(6)))
}

function checkEvery(every: number): void {
  if (Number.isInteger(every) && every >= 1) return
  throw new MinibatchError('OPTION_INVALID', `every must be a whole number of at least 1; got ${every}.`, { option: 'every' })
}
