/** Drawn digits, from strokes to what the network of the scene Fit makes of them with the settings the page opens with. */
import { join } from 'node:path'
import { adam, Dataset, dense, sequential, Trainer } from 'minibatch'
import { beforeAll, expect, it } from 'vitest'
import { cellsOf } from '../src/scenes/fit/digits/seen.ts'
import { examples } from '../src/scenes/fit/example.ts'
import { type Drawing, drawings, forms } from './drawn-digits.ts'
import { drawings as others } from './other-digits.ts'

const { settings, target, task, held } = examples.digits

let trainer: Trainer
let names: string[]
beforeAll(async () => {
  const data = await Dataset.fromCsv(join(import.meta.dirname, '../../../fixtures/tables/digits.csv'), { target, task: task! })
  const { train } = data.split({ test: held, stratify: true, seed: 3 })
  const { hidden, activation, learningRate, batchSize, epochs } = settings
  const layers = [...hidden.map((units) => dense(units, activation)), dense(10)]
  const optimizer = adam({ learningRate })
  trainer = new Trainer(sequential(train, layers), train, { batchSize, epochs, seed: 3, optimizer, schedule: 'constant' })
  await trainer.run()
  names = data.describe().columns.map(({ name }) => name).filter((name) => name !== target)
})

function read({ strokes }: Pick<Drawing, 'strokes'>): number {
  const cells = cellsOf(strokes, 100)
  return trainer.predict(Object.fromEntries(names.map((name, index) => [name, cells[index]!]))) as number
}

/** Which share of the drawings is read rightly. */
function rate(drawn: readonly Drawing[]): number {
  return drawn.filter((drawing) => read(drawing) === drawing.digit).length / drawn.length
}

it('names ten digits drawn plainly', () => {
  expect(forms.map((ways) => read({ strokes: ways[0]! }))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
})

it('reads nineteen of twenty of the digits it was made to read, in every form and hand', () => {
  expect(drawings.length).toBe(162)
  expect(rate(drawings)).toBeGreaterThan(0.95)
})

it('reads more than nine of ten of the digits of others, in forms and hands it was not made for', () => {
  expect(others.length).toBe(297)
  expect(rate(others)).toBeGreaterThan(0.92)
  for (let digit = 0; digit < 10; digit++) {
    expect(rate(others.filter((each) => each.digit === digit)), String(digit)).toBeGreaterThan(0.75)
  }
})

it('reads sevens without a bar, though nearly all of the data have one', () => {
  expect(rate(others.filter(({ digit, form }) => digit === 7 && form < 3))).toBeGreaterThan(0.9)
})
