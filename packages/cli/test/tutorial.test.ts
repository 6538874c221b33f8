/** The tutorial replayed: NumPy's w and b after every epoch, and measured numbers beside them. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Dataset, dense, sequential, sgd, Trainer } from 'minibatch'
import { describe, expect, it } from 'vitest'
import { tutorialData } from '../src/tutorial/data.js'
import { document, FIXTURES, folder, minibatch } from './command.js'

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

interface Step {
  step: number
  epoch: number
  batch: number
  rows: number[]
  x: number[]
  y: number[]
  predictions: number[]
  errors: number[]
  w: number
  b: number
  dw: number
  db: number
  newW: number
  newB: number
}

describe('tutorial --step', () => {
  it('is the batch of the golden order, and can be followed by hand', async () => {
    const step = await document<Step>(['tutorial', '--step', '1'])
    expect([step.step, step.epoch, step.batch, step.w, step.b]).toEqual([1, 1, 1, golden.w0, golden.b0])
    expect(step.rows).toEqual(golden.orders[0]!.slice(0, golden.batchSize))
    expect(step.x).toEqual(step.rows.map((row) => golden.x[row]))
    expect(step.y).toEqual(step.rows.map((row) => golden.y[row]))
    let [dw, db] = [0, 0]
    step.rows.forEach((row, i) => {
      const prediction = golden.w0 * golden.x[row]! + golden.b0
      expect(step.predictions[i]).toBeCloseTo(prediction, 12)
      expect(step.errors[i]).toBeCloseTo(prediction - golden.y[row]!, 12)
      dw += (prediction - golden.y[row]!) * golden.x[row]!
      db += prediction - golden.y[row]!
    })
    expect(step.dw).toBeCloseTo(dw / golden.batchSize, 12)
    expect(step.db).toBeCloseTo(db / golden.batchSize, 12)
    expect(step.newW).toBeCloseTo(golden.w0 - (golden.learningRate * dw) / golden.batchSize, 12)
    expect(step.newB).toBeCloseTo(golden.b0 - (golden.learningRate * db) / golden.batchSize, 12)
  })

  it.each([16, 160, 320])("%d ends an epoch with NumPy's w and b", async (number) => {
    const { epoch, batch, rows, newW, newB } = await document<Step>(['tutorial', '--step', String(number)])
    // The last batch has what 1000 rows leave: 40.
    expect([epoch, batch, rows.length]).toEqual([number / 16, 16, 40])
    expect(newW).toBeCloseTo(golden.afterEpoch[epoch - 1]![0], 12)
    expect(newB).toBeCloseTo(golden.afterEpoch[epoch - 1]![1], 12)
  })

  it('prints a line for each row and the arithmetic below', async () => {
    const { stdout } = await minibatch(['tutorial', '--step', '320'])
    expect(stdout).toMatch(/^Step 320 of 320: epoch 20, batch 16, 40 rows\n/)
    expect(stdout.match(/^ *\d+( +-?\d+\.\d{6}){5}$/gm)).toHaveLength(40)
    const [w, b] = golden.afterEpoch[19]!
    expect(stdout).toMatch(new RegExp(`^new w = w - 0.01 dw = .* = ${w.toFixed(6)}$`, 'm'))
    expect(stdout).toMatch(new RegExp(`^new b = b - 0.01 db = .* = ${b.toFixed(6)}$`, 'm'))
  })

  it.each(['0', '321', '1.5', 'x', ''])("refuses '%s'", async (step) => {
    const { code, stderr } = await minibatch(['tutorial', '--step', step])
    expect(code).toBe(2)
    expect(stderr).toMatch(/--step takes a whole number from 1 to 320/)
  })
})

describe("the framework's way", () => {
  it('has the bits of a Trainer with the same options', async () => {
    const { frameworkStyle } = await document<{ frameworkStyle: { weightsHash: string } }>(['tutorial'])
    const rows = Dataset.fromArrays({ x: { data: Float64Array.from(golden.x), columns: 1 }, y: golden.y, dtype: 'float32' })
    const options = { loss: 'mse', optimizer: sgd({ learningRate: 0.01 }), schedule: 'constant', epochs: 20, batchSize: 64, seed: 42 } as const
    const trainer = new Trainer(sequential(rows, [dense(1)]), rows, { ...options, l2: 0, earlyStopping: null })
    await trainer.run()
    expect(frameworkStyle.weightsHash).toBe(trainer.weightsHash)
  })
})

describe('tutorial --plot', () => {
  it('draws the scatter alone, without colours where none are wanted', async () => {
    const { stdout } = await minibatch(['tutorial', '--plot'], { env: { NO_COLOR: '1' } })
    expect(stdout).toMatch(/^Mini-batch GD on Linear Regression\n.*data.*Fitted Line\n/)
    expect(stdout).not.toContain('Epoch')
    expect(stdout).not.toContain('\u001b')
    expect((await minibatch(['tutorial', '--plot'], { env: { FORCE_COLOR: '1' } })).stdout).toContain('\u001b[31m')
  })

  it('writes the scatter with its red line as SVG, and the whole tutorial as a page', async () => {
    const place = folder()
    try {
      const [svg, html] = [join(place.path, 'a.svg'), join(place.path, 'a.html')]
      expect(await document(['tutorial', '--plot', svg])).toMatchObject({ out: svg })
      const picture = readFileSync(svg, 'utf8')
      for (const word of ['Mini-batch GD on Linear Regression', 'X', 'y', 'data', 'Fitted Line']) expect(picture).toContain(`>${word}<`)
      expect(picture).toMatch(/aria-label="line"[^>]* stroke="#a8201a"/)
      expect(picture.match(/<path transform="translate|<circle/g)!.length).toBeGreaterThanOrEqual(1000)
      await document(['tutorial', '--plot', html])
      expect([...readFileSync(html, 'utf8').matchAll(/<h[123]>([^<]*)</g)].map(([, text]) => text)).toEqual([
        'Mini-batch gradient descent',
        'Mini-batch GD on Linear Regression',
        'Loss of the last batch of each epoch',
        'Batch, mini-batch and stochastic gradient descent',
        'Loss by epoch, one rate for all',
      ])
      expect((await minibatch(['tutorial', '--plot', join(place.path, 'a.png')])).code).toBe(2)
      expect(existsSync(join(place.path, 'a.png'))).toBe(false)
    } finally {
      place.remove()
    }
  })
})
