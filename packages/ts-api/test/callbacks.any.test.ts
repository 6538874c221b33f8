/** Callbacks: told of every epoch before the next begins, awaited, able to stop the run and to keep it. */
import { type Callback, checkpoints, Dataset, dense, LinearRegression, logging, sequential, Trainer } from 'minibatch'
import { describe, expect, test } from 'vitest'

import { backends } from './each-backend.js'
import { rowsOf } from './numbers.js'

const { x, y } = rowsOf(500, 5)

describe.each(backends)('%s', (backend) => {
  const data = Dataset.fromArrays({ x, y, backend })
  const options = { epochs: 6, seed: 3, learningRate: 0.01 } as const
  const make = () => new Trainer(sequential(data, [dense(1)]), data, options)

  test('are called in order, and the run stands still until they are done', async () => {
    const calls: string[] = []
    const trainer = make()
    const own: Callback = {
      onStart: () => void calls.push('start'),
      async onEpoch({ number, steps }) {
        await new Promise((resolve) => setTimeout(resolve, 2))
        expect(trainer.state.step).toBe(steps)
        calls.push(`epoch ${number}`)
      },
      onEnd: ({ history }) => void calls.push(`end ${history.length}`),
    }
    const history = await trainer.run({ epochs: 3, callbacks: [own] })
    expect(calls).toEqual(['start', 'epoch 1', 'epoch 2', 'epoch 3', 'end 3'])
    expect(history).toHaveLength(3)
    await trainer.run({ steps: 12, callbacks: [own] })
    expect(calls.slice(5)).toEqual(['start', 'epoch 4', 'end 4'])
    expect(trainer.state.step).toBe(36)
  })

  test('leave the bits as they are', async () => {
    const plain = make()
    await plain.run()
    const watched = make()
    await watched.run({ callbacks: [{}, { onEpoch: (_, run) => void run.model() }] })
    expect(watched.weightsHash).toBe(plain.weightsHash)
    expect(watched.state.finished).toBe(true)
  })

  test('stop the run, which then resolves', async () => {
    const model = new LinearRegression({ ...options, backend })
    const history = await model.fit(x, y, { callbacks: [{ onEpoch: ({ number }, run) => void (number === 2 && run.stop()) }] })
    expect(history).toHaveLength(2)
    expect(model.history).toHaveLength(2)
  })

  test('what one throws ends the run and comes out', async () => {
    const trainer = make()
    const callbacks = [{ onEpoch: () => Promise.reject(new TypeError('from a callback')) }]
    await expect(trainer.run({ callbacks })).rejects.toThrow('from a callback')
    expect(trainer.state.epoch).toBe(1)
  })

  test('checkpoints go on to the bits of the whole run', async () => {
    const kept: [number, Uint8Array][] = []
    const trainer = make()
    await trainer.run({ epochs: 5, callbacks: [checkpoints((bytes, epoch) => void kept.push([epoch, bytes]), { every: 2 })] })
    expect(kept.map(([epoch]) => epoch)).toEqual([2, 4, 5])
    const whole = make()
    await whole.run()
    for (const [, bytes] of kept) {
      const resumed = await Trainer.resume(bytes, data)
      await resumed.run()
      expect(resumed.weightsHash).toBe(whole.weightsHash)
    }
    expect(() => checkpoints('run.ckpt', { every: 0 })).toThrow(/every must be a whole number of at least 1; got 0/)
  })

  test('logging writes a line for an epoch', async () => {
    const lines: string[] = []
    const trainer = new Trainer(sequential(data, [dense(1)]), data, { ...options, validation: data })
    await trainer.run({ callbacks: [logging({ every: 3, write: (line) => lines.push(line) })] })
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(/^epoch 3 {2}loss \S+ {2}validation \S+ {2}rate 0\.00\d+( {2}[\d,]+ rows\/s)?$/)
  })
})
