import { describe, expect, it } from 'vitest'
import type { Finding } from '../src/scenes/race/clock.ts'
import type { Winners } from '../src/scenes/race/goal.ts'
import { eachAtItsBest, headline } from '../src/scenes/race/headline.ts'
import { stillsOf } from '../src/scenes/race/playback.ts'
import { scheduleOf, type ScheduleName, schedules } from '../src/scenes/race/schedule.ts'
import { inNode } from './race.ts'

const wins = (name: 'batch' | 'mini' | 'sgd'): Finding => ({ kind: 'leader', name })

function text(html: string | undefined): string | undefined {
  return html?.replace(/<[^>]*>/g, '')
}

describe('the headline', () => {
  it('speaks of three winners only where there are three', () => {
    const three: Winners = { updates: wins('batch'), rows: wins('sgd'), time: wins('mini') }
    expect(headline('best', three)).toBe('Three clocks, three winners')
    expect(headline('best', { ...three, time: wins('sgd') })).toBe('By the clock, SGD wins')
    expect(headline('best', { ...three, time: { kind: 'tie' } })).toBe('By the clock, a tie')
    expect(headline('best', { ...three, time: undefined })).toBe('Each at its own best learning rate')
    expect(headline('one', three)).toBe('Same data, same start. Only the batch size differs.')
  })

  it('is followed by who needs least of what', () => {
    const sentence = (won: Winners) => text(eachAtItsBest(won))
    expect(sentence({ updates: wins('batch'), rows: wins('sgd'), time: wins('mini') })).toMatch(
      /: batch needs the fewest updates, SGD the fewest rows, mini-batch the least time\.$/,
    )
    expect(sentence({ updates: { kind: 'tie' }, rows: wins('sgd'), time: wins('sgd') })).toMatch(
      /: SGD needs the fewest rows and the least time\.$/,
    )
    expect(sentence({ updates: undefined, rows: undefined, time: undefined })).toBeUndefined()
  })
})

describe('the stills', () => {
  it('are 1 2 5 10 … and the end', () => {
    expect(stillsOf(20_000)).toEqual([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000])
    expect(stillsOf(1000)).toEqual([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000])
  })
})

describe('the schedules', () => {
  it('are taken by the library for runs of any length', async () => {
    for (const schedule of Object.keys(schedules) as ScheduleName[])
      for (const epochs of [1, 2, 7, 200]) {
        const trainer = await inNode({ batchSize: 500, learningRate: 0.01 }, { schedule, epochs })
        expect(trainer.state.finished).toBe(true)
        expect(scheduleOf(schedule, epochs)).toBeDefined()
      }
  })
})
