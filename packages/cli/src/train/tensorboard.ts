/**
 * `--tensorboard DIR`: a run as the event file that TensorBoard reads, one point an epoch. A run that goes on from a
 * checkpoint adds a file, which takes the place of what the one before has of the same epochs.
 */
import { mkdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Epoch } from 'minibatch'
import { GrowingFile, notWritten } from '../output-file.js'
import { type Event, record, type Value } from './event-file.js'
import type { Beginning, Follower } from './followers.js'
import type { Result } from './result.js'

export class TensorBoardLog implements Follower {
  readonly #file: GrowingFile

  constructor(folder: string) {
    try {
      mkdirSync(folder, { recursive: true })
    } catch (cause) {
      throw notWritten(folder, cause)
    }
    // TensorBoard finds its files by this name, and takes them in its order.
    const time = (Date.now() / 1000).toFixed(3)
    this.#file = GrowingFile.open(join(folder, `events.out.tfevents.${time}.${hostname()}.${process.pid}`))
    this.#write({ fileVersion: 'brain.Event:2' })
  }

  begin({ trainer }: Beginning): void {
    // Points from here on void those of an earlier file.
    this.#write({ step: trainer.history.length + 1, starts: true })
    const options = `\`\`\`json\n${JSON.stringify(trainer.plan, null, 2)}\n\`\`\``
    this.#write({ step: trainer.history.length + 1, values: [{ tag: 'options', text: options }] })
  }

  epoch(epoch: Epoch): void {
    this.#write({ step: epoch.number, values: scalars(epochScalars(epoch)) })
  }

  end({ metrics }: Result['document'], epochs: readonly Epoch[]): void {
    const found = Object.entries(metrics).flatMap(([part, values]) =>
      Object.entries(values).map(([name, value]) => [`${name}/${part}`, value] as const),
    )
    this.#write({ step: epochs.at(-1)?.number ?? 0, values: scalars(found) })
  }

  fail(): void {}

  close(): void {
    this.#file.close()
  }

  #write(event: Omit<Event, 'wallTime'>): void {
    this.#file.append(record({ wallTime: Date.now() / 1000, ...event }))
  }
}

type Named = readonly (readonly [tag: string, value: number | null | undefined])[]

function epochScalars({ loss, validation, learningRate, gradientNorm, noiseScale, rowsPerSecond }: Epoch): Named {
  return [
    ['loss/train', loss],
    ['loss/validation', validation?.loss],
    ['learning_rate', learningRate],
    ['gradient_norm', gradientNorm],
    ['noise_scale', noiseScale],
    ['rows_per_second', rowsPerSecond],
  ]
}

/** What is not defined has no point. */
function scalars(named: Named): Value[] {
  return named.flatMap(([tag, scalar]) => (typeof scalar === 'number' ? [{ tag, scalar }] : []))
}
