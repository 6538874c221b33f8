/** The file of `--checkpoint`: a run as it stands, from which `--resume` goes on to the weights of the whole run. */
import { existsSync } from 'node:fs'
import { readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { type RunOptions, Trainer } from 'minibatch'
import { CommandError, EXIT } from '../exit.js'
import { TRAINING_OPTIONS } from '../options.js'
import { checkWritable, writeWhole } from '../output-file.js'

/** Seconds between two checkpoints where writing one takes no time, and shares of the run's time that writing may take. */
const LEAST_SECONDS = 0.25
const SECONDS_PER_SECOND_WRITTEN = 20

export class CheckpointFile {
  readonly path: string
  #written = false
  #secondsToWrite = 0

  private constructor(path: string) {
    this.path = path
  }

  /**
   * A file for a run that begins, or one to go on from.
   *
   * @throws CommandError IO_FAILED where the place cannot be written
   */
  static async open(path: string): Promise<CheckpointFile> {
    await checkWritable(path)
    await sweep(path)
    return new CheckpointFile(path)
  }

  /**
   * What an earlier run left here, which then stays the one checkpoint of both; undefined where there is none.
   *
   * @throws CommandError IO_FAILED
   */
  async read(): Promise<Uint8Array | undefined> {
    try {
      const bytes = await readFile(this.path)
      this.#written = true
      return bytes
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw new CommandError('IO_FAILED', `Cannot read the checkpoint '${this.path}': ${(cause as Error).message}.`, {
        details: { path: this.path },
      })
    }
  }

  /** Whether another run's checkpoint lies here, which the first one of this run takes out of the way. */
  get holdsAnother(): boolean {
    return !this.#written && existsSync(this.path)
  }

  /** What an earlier run's checkpoint is renamed to. */
  get previous(): string {
    return `${this.path}.previous`
  }

  /** Seconds to train from one checkpoint to the next, so that writing takes a twentieth of the time at most. */
  get interval(): number {
    return Math.max(LEAST_SECONDS, SECONDS_PER_SECOND_WRITTEN * this.#secondsToWrite)
  }

  /**
   * Writes the run as it stands. What the file held before stays until the new checkpoint is whole and on the disk.
   *
   * @throws CommandError IO_FAILED
   */
  async keep(trainer: Trainer): Promise<void> {
    const started = performance.now()
    try {
      if (this.holdsAnother) await rename(this.path, this.previous)
      await writeWhole(this.path, [trainer.checkpoint()])
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      const kept = this.#written && existsSync(this.path) ? ' The checkpoint before is kept: go on from it with --resume.' : ''
      throw new CommandError(error.code, `${error.message}${kept}`, { details: error.details, exit: EXIT.failed })
    }
    this.#written = true
    this.#secondsToWrite = (performance.now() - started) / 1000
  }
}

/**
 * Refuses to go on with other options than the run was begun with: its weights would be those of neither.
 *
 * @param now the plan of a new run with the options given
 * @param then the plan of the run that goes on
 * @throws CommandError OPTION_INVALID
 */
export function checkSamePlan(path: string, now: RunOptions, then: RunOptions): void {
  for (const name of [...TRAINING_OPTIONS, 'hidden'] as const) {
    const [value, before] = [now[name], then[name]]
    // A penalty that is still to be chosen was chosen by the run.
    if ((name === 'l2' && value === 'auto') || JSON.stringify(value) === JSON.stringify(before)) continue
    throw new CommandError(
      'OPTION_INVALID',
      `Option ${name} was ${JSON.stringify(before)} in the run of '${path}' and is ${JSON.stringify(value)} now. Give it as it was, or start anew without --resume.`,
      { details: { option: name, expected: before, got: value } },
    )
  }
}

/** Takes away what a killed process was writing. */
async function sweep(path: string): Promise<void> {
  const folder = dirname(resolve(path))
  const start = `.${basename(path)}.`
  for (const name of await readdir(folder)) {
    if (name.startsWith(start) && /^\d+\.tmp$/.test(name.slice(start.length))) await rm(join(folder, name), { force: true })
  }
}
