/**
 * Worker side of the microscope: what the core itself makes of one batch. A loop of the page's own over the core's
 * batches, gradients and steps, whose bits agree with a Trainer's, so that all that lies between can be read.
 */
import { type Dataset, dense, type FloatArray, learningRateAt, type OptimizerState, sequential, sgd } from 'minibatch'
import type { MethodName } from '../../method.ts'
import { nextTurn } from '../../turn.ts'
import { updatesAnEpoch } from './record.ts'
import { batchSizes, type RaceOptions } from './run.ts'
import { scheduleOf } from './schedule.ts'

/** A pair of numbers for slope and intercept. */
export interface Pair {
  readonly w: number
  readonly b: number
}

/** What one update does. */
export interface BatchStep {
  readonly method: MethodName
  readonly update: number
  /** Numbers of the batch's rows, in the order they are read. */
  readonly rows: Uint32Array
  readonly before: Pair
  /** Mean of the rows' gradients: dw and db. */
  readonly gradient: Pair
  /** What momentum brings along from the updates before; undefined at the first, and without momentum. */
  readonly velocity: Pair | undefined
  readonly momentum: number
  /** Learning rate of this update. */
  readonly rate: number
  readonly after: Pair
}

/** A place of the loop to go on from. */
interface Mark {
  readonly update: number
  readonly parameters: FloatArray
  readonly memory: OptimizerState | undefined
}

/** Updates between two marks. */
const apart = 256

export class BatchLens {
  readonly #data: Dataset
  #key = ''
  #marks: Mark[] = []

  constructor(data: Dataset) {
    this.#data = data
  }

  /** Goes to an update from the last mark before it, and takes it. */
  async step(options: RaceOptions, method: MethodName, update: number): Promise<BatchStep> {
    const { momentum, schedule, epochs, seed, start, rates } = options
    const batchSize = batchSizes(this.#data.rows, options.batchSize)[method]
    const each = updatesAnEpoch({ rows: this.#data.rows, batchSize })
    const plan = { learningRate: rates[method], steps: each * epochs, epochs }
    const timetable = scheduleOf(schedule, epochs)
    const marks = this.#marksOf([batchSize, rates[method], momentum, schedule, epochs, seed, start], start)
    const from = marks.findLast((mark) => mark.update < update)!
    const network = sequential(1, [dense(1)])
    const optimizer = sgd({ learningRate: rates[method], momentum })
    network.parameters.set(from.parameters)
    if (from.memory) optimizer.restore(from.memory)
    let done = from.update
    for (let epoch = Math.floor(done / each); ; epoch++) {
      for (const batch of this.#data.batches({ batchSize, seed, epoch })) {
        if (epoch * each + batch.index < done) continue
        if (done > marks.at(-1)!.update + apart) {
          marks.push({ update: done, parameters: network.parameters.slice(), memory: optimizer.state })
          await nextTurn()
        }
        const { gradient } = network.lossAndGradient(batch, 'halfSquaredError')
        const rate = learningRateAt(timetable, { ...plan, step: done, epoch })
        const [before, brought] = [pair(network.parameters), optimizer.state?.buffers ?? []]
        optimizer.step(network.parameters, gradient, rate)
        done++
        if (done < update) continue
        const velocity = brought.length > 0 ? pair(brought) : undefined
        return { method, update, rows: batch.rows.slice(), before, gradient: pair(gradient), velocity, momentum, rate, after: pair(network.parameters) }
      }
    }
  }

  /** Places of one run to go on from: those of another are forgotten. */
  #marksOf(run: readonly unknown[], { w, b }: Pair): Mark[] {
    const key = JSON.stringify(run)
    if (key !== this.#key) {
      this.#key = key
      this.#marks = [{ update: 0, parameters: Float32Array.from([w, b]), memory: undefined }]
    }
    return this.#marks
  }
}

function pair([w, b]: Iterable<number>): Pair {
  return { w: w!, b: b! }
}
