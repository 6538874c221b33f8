/**
 * `--log FILE`: a run as JSON lines, written as it goes on. The first says what runs, then one an epoch, the last what it
 * came to; `type` tells them apart. A run that goes on from a checkpoint writes its log anew, the epochs before included.
 */
import type { Epoch, Trainer } from 'minibatch'
import { GrowingFile } from '../output-file.js'
import type { Beginning, Follower } from './followers.js'
import type { Result } from './result.js'

export class RunLog implements Follower {
  readonly #file: GrowingFile
  #trainer: Trainer | undefined

  constructor(path: string) {
    this.#file = GrowingFile.open(path)
  }

  begin({ trainer, rows: data, flags }: Beginning): void {
    const { rows, features, classes } = data.report
    const { history } = trainer
    this.#trainer = trainer
    this.#write('run', {
      time: new Date().toISOString(),
      target: flags.target,
      task: classes.length > 0 ? 'classification' : 'regression',
      rows,
      features,
      backend: trainer.backend,
      resumedAfter: history.length,
      options: trainer.plan,
    })
    for (const epoch of history) this.epoch(epoch)
  }

  epoch(epoch: Epoch): void {
    this.#write('epoch', epoch)
  }

  end(document: Result['document']): void {
    // By now the penalty is settled too.
    this.#write('result', { time: new Date().toISOString(), options: this.#trainer?.plan, ...document })
  }

  fail(error: unknown): void {
    const { code = 'INTERNAL', message } = error as { code?: string; message: string }
    this.#write('error', { time: new Date().toISOString(), code, message })
  }

  close(): void {
    this.#file.close()
  }

  #write(type: string, record: object): void {
    this.#file.append(`${JSON.stringify({ type, ...record })}\n`)
  }
}
