/** Worker side: one training run over a table, from its recipe to a model; the batch size is measured where it is `auto`. */
import { transfer } from 'comlink'
import { type Dataset, dense, type Epoch, findBatchSize, MinibatchError, sequential, Trainer, type TrainerOptions } from 'minibatch'
import type { HeldRows } from './held-rows.ts'
import { earlyStoppingOf, type TableRecipe } from './recipe.ts'

export type TrainingProgress =
  | { readonly doing: 'measuring'; readonly batchSize: number }
  | { readonly doing: 'penalty' }
  | {
      readonly doing: 'training'
      readonly epoch: number
      readonly planned: number
      readonly loss: number
      /** Null where the clock is too coarse to tell. */
      readonly rowsPerSecond: number | null
      /** Now and then the run as it stands, from which a worker that takes this one's place can go on. */
      readonly checkpoint?: Uint8Array<ArrayBuffer>
    }

type Training = Extract<TrainingProgress, { doing: 'training' }>

export interface RunWatch {
  readonly signal: AbortSignal
  readonly onProgress: (progress: TrainingProgress) => void
}

/** Milliseconds between two words about progress. */
const calm = 100
/** Milliseconds between two checkpoints; at least so many times as long as one takes. */
const apart = { least: 1000, times: 50 }

export interface FinishedRun {
  readonly trainer: Trainer
  readonly seconds: number
  /** True when it was stopped before its end; what it had learnt by then is kept. */
  readonly stopped: boolean
}

/** The rows an update has: as asked for, or measured as the size that gets to a good loss soonest here. */
export async function batchSizeOf(train: Dataset, recipe: TableRecipe, { signal, onProgress }: RunWatch): Promise<number | 'full'> {
  if (recipe.batchSize !== 'auto') return recipe.batchSize
  const { batchSize } = await findBatchSize(train, {
    seed: recipe.seed,
    hidden: recipe.hidden.map((units) => ({ units })),
    signal,
    onSize: (size) => onProgress({ doing: 'measuring', batchSize: size }),
  })
  return batchSize
}

/** The run of a checkpoint as it stood, over the rows it was taken over. */
export async function resumed({ train, held }: HeldRows, checkpoint: Uint8Array): Promise<FinishedRun> {
  const trainer = await Trainer.resume(checkpoint, train, held && { validation: held })
  return { trainer, seconds: trainer.history.reduce((sum, { seconds }) => sum + seconds, 0), stopped: true }
}

/** Trains; the options left out are those of the command line's `train`. */
export async function runTraining({ train, held }: HeldRows, recipe: TableRecipe, watch: RunWatch): Promise<FinishedRun> {
  const { learningRate, epochs, seed, batchSize, hidden } = recipe
  const { classes } = train.report
  if (train.report.classes.length === 1) throw oneClass(recipe.target, classes[0])
  const options: TrainerOptions = {
    batchSize: batchSize as number | 'full',
    learningRate,
    epochs,
    seed,
    earlyStopping: earlyStoppingOf(recipe),
    ...(held && { validation: held }),
  }
  const outputs = dense(classes.length > 2 ? classes.length : 1)
  const trainer = new Trainer(sequential(train, [...hidden.map((units) => dense(units, 'relu')), outputs]), train, options)
  if (trainer.plan.l2 === 'auto') watch.onProgress({ doing: 'penalty' })
  const started = performance.now()
  const stopped = await toEnd(trainer, watch)
  return { trainer, seconds: (performance.now() - started) / 1000, stopped }
}

function told({ number, loss, rowsPerSecond }: Epoch, planned: number): Training {
  return { doing: 'training', epoch: number, planned, loss, rowsPerSecond }
}

async function toEnd(trainer: Trainer, { signal, onProgress }: RunWatch): Promise<boolean> {
  const planned = trainer.plan.epochs as number
  let last = 0
  // A run that is over by then is soon run again.
  let keepAt = performance.now() + apart.least
  /** The run as it stands, which may have come further than the epoch that is told of. */
  const keep = (now: number): Training => {
    const checkpoint = trainer.checkpoint() as Uint8Array<ArrayBuffer>
    keepAt = now + Math.max(apart.least, apart.times * (performance.now() - now))
    return transfer({ ...told(trainer.history.at(-1)!, planned), checkpoint }, [checkpoint.buffer])
  }
  try {
    await trainer.run({
      signal,
      onEpoch: (epoch) => {
        const now = performance.now()
        if (now - last < calm) return
        last = now
        onProgress(now < keepAt ? told(epoch, planned) : keep(now))
      },
    })
    return false
  } catch (error) {
    if (error instanceof MinibatchError && error.code === 'ABORTED' && trainer.state.step > 0) return true
    throw error
  }
}

function oneClass(target: string, name: string): MinibatchError {
  return new MinibatchError('DATA_INVALID', `Every row has the same ${target}, ${name}: there is nothing to tell apart.`, { column: target })
}
