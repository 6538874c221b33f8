import { methodNames } from '../src/method.ts'
import { describe, expect, it } from 'vitest'
import { BatchLens, type BatchStep } from '../src/scenes/race/batch-lens.ts'
import { batchNumbers, stepDirection } from '../src/scenes/race/batch-numbers.ts'
import { batchSizes, type Conditions, oneRate } from '../src/scenes/race/run.ts'
import { data, inNode, opening, points } from './race.ts'

const rates = oneRate(0.02)
const conditions: readonly Partial<Conditions>[] = [
  {},
  { momentum: 0.9 },
  { momentum: 0.5, schedule: 'cosineRestarts' },
  { schedule: 'inverseScaling' },
]

/** float32 of numbers near 1 … 30, after one step of float32 arithmetic over so many rows. */
function close(one: number, other: number): void {
  expect(Math.abs(one - other)).toBeLessThan(2e-6 * Math.max(1, Math.abs(other)))
}

/** The new w and b by the formula, in float64. */
function moved(step: BatchStep): [number, number] {
  const direction = stepDirection(step)
  return [step.before.w - step.rate * direction.w, step.before.b - step.rate * direction.b]
}

describe('the batch lens', () => {
  it('sees what a Trainer does at any update, forwards and back, to the bit', async () => {
    const lens = new BatchLens(data)
    const sizes = batchSizes(1000, 64)
    for (const part of conditions)
      for (const method of methodNames)
        for (const update of method === 'sgd' ? [1, 700, 699, 2311] : method === 'mini' ? [1, 320, 17, 16] : [1, 20, 7]) {
          const step = await lens.step({ ...opening, ...part, rates }, method, update)
          const stride = { batchSize: sizes[method], learningRate: 0.02 }
          const [w0, b0] = (await inNode(stride, part, update - 1)).parameters
          const [w1, b1] = (await inNode(stride, part, update)).parameters
          expect([step.before, step.after]).toEqual([{ w: w0, b: b0 }, { w: w1, b: b1 }])
        }
  })

  it('agrees with the formula worked out by hand', async () => {
    const lens = new BatchLens(data)
    for (const part of conditions)
      for (const update of [1, 2, 16, 200]) {
        const step = await lens.step({ ...opening, ...part, rates }, 'mini', update)
        const { rows, sum } = batchNumbers(points, step)
        expect(rows.length).toBe(update % 16 === 0 ? 1000 - 15 * 64 : 64)
        close(sum.w / rows.length, step.gradient.w)
        close(sum.b / rows.length, step.gradient.b)
        const [w, b] = moved(step)
        close(w, step.after.w)
        close(b, step.after.b)
      }
  })
})
