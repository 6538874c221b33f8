import { describe, expect, it } from 'vitest'
import { readLink, writeLink } from '../src/state.ts'

describe('the link', () => {
  it('leaves defaults out', () => {
    expect(writeLink(readLink('').state)).toBe('#race')
    expect(writeLink(readLink('#table').state)).toBe('#table')
  })

  it('gives back what it was given', () => {
    for (const hash of [
      '#race?seed=7&m=32&lr=0.1&ep=5&show=sgd',
      '#fit?seed=7&ex=sine&m=32&lr=0.01&opt=rmsprop&hid=8-4&act=relu&ep=20&at=5',
      '#fit?hid=none&at=0',
      '#table?seed=1&sample=diabetes&m=full&lr=0.3&held=30',
    ]) {
      expect(writeLink(readLink(hash).state)).toBe(hash)
      expect(readLink(hash).notices).toEqual([])
    }
  })

  it('tells about each value that does not fit, and uses the default', () => {
    const { state, notices } = readLink('#race?m=5000&lr=fast&ep=2.5&show=all')
    expect(state.race).toMatchObject({ m: 64, lr: 0.01, ep: 20, show: 'all' })
    expect(notices).toHaveLength(3)
    expect(notices[0]).toBe('The link asked for m = “5000”; it must be a whole number from 1 to 1000, so 64 is used.')
  })

  it('keeps the other scene as it was', () => {
    const { state } = readLink('#race?m=32&seed=9')
    const after = readLink('#table?held=30&seed=9', state).state
    expect(after.race.m).toBe(32)
    expect(after.table).toMatchObject({ held: 30, seed: 9 })
  })
})
