/** A loop keeps nothing: what it takes goes back without being asked for. */
import { Dataset, dense, type Network, sequential, sgd } from 'minibatch'
import { describe, expect, test } from 'vitest'

import { backends } from './each-backend.js'
import { rowsOf } from './numbers.js'

const STEPS = 100_000
/** What a process may grow by for its own heap; one batch of this size kept at each step was 110 MB. */
const ROOM = 64e6

describe.each(backends)('on %s', (backend) => {
  const data = Dataset.fromArrays({ ...rowsOf(640, 8), backend })
  const batches = () => data.batches({ batchSize: 16 })

  /** A step of each kind of batch. */
  const steps: Readonly<Record<string, (net: Network) => Iterable<Float32Array | Float64Array>>> = {
    *'batches where they lie'(net) {
      for (const batch of batches()) yield net.lossAndGradient(batch, 'mse').gradient
    },
    *'plain arrays'(net) {
      for (const { x, y } of batches()) yield net.lossAndGradient({ x, y }, 'mse').gradient
    },
  }

  test.each(Object.entries(steps))('%s', (_, gradients) => {
    const net = sequential(data, [dense(4, 'tanh'), dense(1)])
    const optimizer = sgd({ learningRate: 1e-4, momentum: 0.9 })
    const run = (count: number) => {
      for (let step = 0; step < count; ) {
        for (const gradient of gradients(net)) {
          optimizer.step(net.parameters, gradient)
          step++
        }
      }
    }
    run(STEPS / 2)
    const before = process.memoryUsage.rss()
    run(STEPS)
    expect(process.memoryUsage.rss() - before).toBeLessThan(ROOM)
  }, 60_000)
})
