/** Digits drawn plainly, from strokes to what the network of the scene Fit makes of them. */
import { join } from 'node:path'
import { adam, Dataset, dense, sequential, Trainer } from 'minibatch'
import { expect, it } from 'vitest'
import { cellsOf, type Point, type Stroke } from '../src/scenes/fit/digits/bitmap.ts'

const table = join(import.meta.dirname, '../../../fixtures/tables/digits.csv')

/** A line through points on a pad of 100. */
function line(...points: readonly (readonly [x: number, y: number])[]): Point[] {
  return points.map(([x, y]) => ({ x, y }))
}

/** A part of an ellipse about (x, y), angles in quarter turns, clockwise from the right. */
function arc(x: number, y: number, [width, height]: readonly [number, number], [from, to]: readonly [number, number]): Point[] {
  return Array.from({ length: 25 }, (_, index) => {
    const angle = ((from + ((to - from) * index) / 24) * Math.PI) / 2
    return { x: x + width * Math.cos(angle), y: y + height * Math.sin(angle) }
  })
}

const digits: readonly (readonly Stroke[])[] = [
  [arc(50, 50, [26, 40], [0, 4])],
  [line([36, 28], [52, 10], [52, 90])],
  [[...arc(50, 32, [24, 22], [-2, 0.3]), ...line([26, 90], [78, 90])]],
  [[...arc(47, 30, [22, 20], [-1.8, 1]), ...arc(47, 70, [26, 20], [-1, 1.7])]],
  [line([55, 10], [20, 62], [80, 62]), line([62, 35], [62, 92])],
  [[...line([72, 10], [34, 10], [32, 44]), ...arc(48, 65, [24, 24], [-1.4, 1.6])]],
  [[...arc(62, 62, [34, 54], [-0.95, -2]), ...arc(50, 68, [22, 22], [2, 6])]],
  [line([24, 12], [74, 12], [46, 90]), line([36, 52], [68, 52])],
  [[...arc(50, 30, [17, 20], [1, -3]), ...arc(50, 70, [20, 20], [-1, 3])]],
  [[...arc(48, 32, [20, 22], [0, 4]), ...line([68, 32], [62, 90])]],
]

it('names ten digits drawn plainly', async () => {
  const data = await Dataset.fromCsv(table, { target: 'target', task: 'classification' })
  const { train } = data.split({ test: 0.2, stratify: true, seed: 3 })
  const optimizer = adam({ learningRate: 0.004 })
  const trainer = new Trainer(sequential(train, [dense(32, 'tanh'), dense(10)]), train, { batchSize: 32, epochs: 40, seed: 3, optimizer, schedule: 'constant' })
  await trainer.run()
  const names = data.describe().columns.map(({ name }) => name).filter((name) => name !== 'target')
  const named = digits.map((strokes) => {
    const cells = cellsOf(strokes, 100)
    return trainer.predict(Object.fromEntries(names.map((name, index) => [name, cells[index]!])))
  })
  expect(named).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
})
