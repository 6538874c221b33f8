import { describe, expect, it } from 'vitest'
import { type Clock, findLeader, placeOf, rowsReadAt, updatesAt } from '../src/scenes/race/clock.ts'
import { runOfSize } from './record.ts'

const secondsAnUpdate = { batch: 14e-6, mini: 0.83e-6, sgd: 0.12e-6 }
const clocks: readonly Clock[] = [
  { name: 'updates', secondsAnUpdate },
  { name: 'rows', secondsAnUpdate },
  { name: 'time', secondsAnUpdate },
  { name: 'time' },
]

describe('the clocks of the race', () => {
  it('say where an update is done: there it is, and just before it is not', () => {
    for (const clock of clocks)
      for (const record of [runOfSize('batch', 1000, 1000, 5), runOfSize('mini', 1000, 64, 5), runOfSize('sgd', 1000, 1, 5)])
        for (let update = 1; update < record.updates; update++) {
          const place = placeOf(clock, record, update)
          expect(updatesAt(clock, record, place)).toBe(update)
          expect(updatesAt(clock, record, place - 1)).toBe(update - 1)
        }
  })

  it('end with all updates done, also of one that took longer than SGD did in all', () => {
    const slow: Clock = { name: 'time', secondsAnUpdate: { batch: 1, mini: 1, sgd: 1e-9 } }
    for (const clock of [...clocks, slow]) {
      const record = runOfSize('mini', 1000, 64, 5)
      expect(updatesAt(clock, record, 5000)).toBe(record.updates)
    }
  })

  it('differ in how far the others are while SGD has read so many rows', () => {
    const record = runOfSize('batch', 1000, 1000, 5)
    const done = clocks.map((clock) => updatesAt(clock, record, 250))
    // By updates batch has long taken all its five; by time it is in its third, as 250 · 0.12 µs = 2.14 · 14 µs.
    expect(done).toEqual([5, 0, 2, 0])
  })

  it('count the rows of an update under way, but by updates there is none', () => {
    const record = runOfSize('mini', 1000, 64, 5)
    const [updates, rows, time] = clocks.map((clock) => rowsReadAt(clock, record, 70))
    expect(updates).toBe(4 * 1000 + 6 * 64)
    expect(rows).toBe(70)
    const share = (70 * secondsAnUpdate.sgd) / secondsAnUpdate.mini
    expect(time).toBe(Math.floor(share) * 64 + Math.floor((share % 1) * 64))
  })
})

describe('the leader', () => {
  it('is known once nobody who still runs could be earlier', () => {
    const crossings = { batch: undefined, mini: 300, sgd: 128 }
    expect(findLeader(crossings, { batch: 100, mini: 300, sgd: 300 })).toBeUndefined()
    expect(findLeader(crossings, { batch: 200, mini: 300, sgd: 300 })).toEqual({ kind: 'leader', name: 'sgd' })
    expect(findLeader({ ...crossings, mini: 130 }, { batch: 200, mini: 300, sgd: 300 })).toEqual({ kind: 'tie' })
  })
})
