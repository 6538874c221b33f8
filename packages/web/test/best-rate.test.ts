import { describe, expect, it } from 'vitest'
import { bestRates } from '../src/scenes/race/best-rate.ts'
import { goalOf } from '../src/scenes/race/goal.ts'
import { lossSurface } from '../src/scenes/race/surface.ts'
import { data, inNode, opening, points } from './race.ts'

const surface = lossSurface(points)

describe('the best rates', { timeout: 30_000 }, () => {
  it('are the same every time, and rise with the batch size', async () => {
    const rates = await bestRates(data, surface, opening)
    expect(await bestRates(data, surface, opening)).toEqual(rates)
    expect(rates.sgd).toBeLessThan(rates.mini)
    expect(rates.mini).toBeLessThan(rates.batch)
  })

  it('bring batch gradient descent to the least loss in fewer updates than any rate of a fine grid', async () => {
    const goal = goalOf(surface, 'best')
    /** Updates until the goal, at most 20: whatever the seed, a batch is all rows. */
    const updates = async (learningRate: number): Promise<number> => {
      const trainer = await inNode({ batchSize: 1000, learningRate }, {}, 0)
      for (let update = 1; update <= 20; update++) {
        await trainer.run({ steps: 1 })
        const [w, b] = trainer.parameters
        if (surface.loss(w!, b!) <= goal.loss) return update
      }
      return Number.POSITIVE_INFINITY
    }
    const { batch } = await bestRates(data, surface, opening)
    const found = await updates(batch)
    expect(found).toBeLessThan(20)
    for (let step = -20; step <= 4; step++) expect(await updates(10 ** (step / 40))).toBeGreaterThanOrEqual(found)
  })

  it('are looked for under the momentum and the schedule that are set', async () => {
    const plain = await bestRates(data, surface, opening)
    expect(await bestRates(data, surface, { ...opening, momentum: 0.9 })).not.toEqual(plain)
    expect(await bestRates(data, surface, { ...opening, schedule: 'oneCycle' })).not.toEqual(plain)
  })
})
