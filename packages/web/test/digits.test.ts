/** Drawn digits, from strokes to what the network of the scene Fit makes of them with the settings the page opens with. */
import { join } from 'node:path'
import { adam, Dataset, dense, sequential, Trainer } from 'minibatch'
import { beforeAll, expect, it } from 'vitest'
import { cellsOf } from '../src/scenes/fit/digits/seen.ts'
import { examples } from '../src/scenes/fit/example.ts'
import { type Drawing, drawings, forms } from './drawn-digits.ts'
import { drawings as others } from './other-digits.ts'

const { settings, target, task, held } = examples.digits

/** What the network makes of every drawing. */
let answers: ReadonlyMap<Drawing, number>
const plain: readonly Drawing[] = forms.map(([strokes], digit) => ({ digit, form: 0, strokes: strokes! }))

beforeAll(async () => {
  const data = await Dataset.fromCsv(join(import.meta.dirname, '../../../fixtures/tables/digits.csv'), { target, task: task! })
  const { train } = data.split({ test: held, stratify: true, seed: 3 })
  const { hidden, activation, learningRate, batchSize, epochs } = settings
  const layers = [...hidden.map((units) => dense(units, activation)), dense(10)]
  const optimizer = adam({ learningRate })
  const trainer = new Trainer(sequential(train, layers), train, { batchSize, epochs, seed: 3, optimizer, schedule: 'constant' })
  await trainer.run()
  const names = data.describe().columns.map(({ name }) => name).filter((name) => name !== target)
  const all = [...plain, ...drawings, ...others]
  const read = trainer.predict(
    all.map(({ strokes }) => {
      const cells = cellsOf(strokes, 100)
      return Object.fromEntries(names.map((name, index) => [name, cells[index]!]))
    }),
  ) as Float64Array
  answers = new Map(all.map((drawing, place) => [drawing, read[place]!]))
}, 60_000)

/** Which share of the drawings is read rightly. */
function rate(drawn: readonly Drawing[]): number {
  return drawn.filter((drawing) => answers.get(drawing) === drawing.digit).length / drawn.length
}

it('names ten digits drawn plainly', () => {
  expect(plain.map((drawing) => answers.get(drawing))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
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
