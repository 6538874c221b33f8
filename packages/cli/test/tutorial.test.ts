/** The tutorial replayed: NumPy's w and b after every epoch, and measured numbers beside them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tutorialData } from '../src/tutorial-data.js'
import { document, FIXTURES, minibatch } from './command.js'

interface Golden {
  x: number[]
  y: number[]
  w0: number
  b0: number
  learningRate: number
  batchSize: number
  orders: number[][]
  afterEpoch: [number, number][]
}

const golden = JSON.parse(readFileSync(join(FIXTURES, 'golden/tutorial.json'), 'utf8')) as Golden

describe('the tutorial', () => {
  it('carries the data of the golden run', () => {
    const data = tutorialData()
    expect([...data.x]).toEqual(golden.x)
    expect([...data.y]).toEqual(golden.y)
    expect([...data.initial]).toEqual([golden.w0, golden.b0])
    expect(data.orders.map((order) => [...order])).toEqual(golden.orders)
    expect([data.learningRate, data.batchSize]).toEqual([golden.learningRate, golden.batchSize])
  })

  it("prints NumPy's 20 lines, the plot and the comparison", async () => {
    const { code, stdout, stderr } = await minibatch(['tutorial'])
    expect(code, stderr).toBe(0)
    const lines = stdout.split('\n').filter((line) => /^Epoch \d+: w = /.test(line))
    expect(lines).toEqual(golden.afterEpoch.map(([w, b], i) => `Epoch ${i + 1}: w = ${w.toFixed(4)}, b = ${b.toFixed(4)}`))
    expect(stdout).toMatch(/Mini-batch GD on Linear Regression\n.*data.*Fitted Line/)
    expect(stdout.match(/^Epoch \d+, Loss: \d+\.\d{4}$/gm)).toHaveLength(20)
    expect(stdout).toMatch(/^batch +rate +updates +time\/update +rows\/s +noise +memory +loss/m)
  })

  it('gives the same as one document, within 1e-12 of NumPy', async () => {
    const { fromScratch, comparison } = await document<{
      fromScratch: { epochs: { epoch: number; w: number; b: number }[] }
      comparison: { method: string; updates: number; updatesPerSecond: number; loss: number; noise: number; bytes: number }[]
    }>(['tutorial'])
    fromScratch.epochs.forEach(({ w, b }, i) => {
      expect(Math.abs(w - golden.afterEpoch[i]![0])).toBeLessThan(1e-12)
      expect(Math.abs(b - golden.afterEpoch[i]![1])).toBeLessThan(1e-12)
    })
    expect(comparison.map(({ method, updates }) => [method, updates])).toEqual([
      ['batch', 20],
      ['mini-batch', 320],
      ['stochastic', 20_000],
    ])
    const [batch, mini, stochastic] = comparison
    expect(mini!.loss).toBeLessThan(batch!.loss)
    expect(stochastic!.loss).toBeLessThan(mini!.loss)
    expect(batch!.noise).toBe(0)
    expect(stochastic!.noise).toBeGreaterThan(mini!.noise)
    expect(stochastic!.bytes).toBeLessThan(batch!.bytes)
    for (const { updatesPerSecond } of comparison) expect(updatesPerSecond).toBeGreaterThan(0)
  })
})
