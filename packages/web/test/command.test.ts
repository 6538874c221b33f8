import { describe, expect, it } from 'vitest'
import { quoted, trainCommand } from '../src/scenes/table/command.ts'
import type { TableRecipe } from '../src/scenes/table/recipe.ts'
import { bytes, counted, decade, duration, significant } from '../src/number.ts'
import { recipeFor } from './recipe.ts'

const defaults = recipeFor('price')
const houses = { name: 'houses.csv', format: 'csv' } as const

describe('the terminal line', () => {
  it('names what differs from the defaults', () => {
    expect(trainCommand(houses, defaults)).toBe('minibatch train houses.csv --target price --validation 0.25 --seed 42')
    expect(trainCommand(houses, { ...defaults, held: 0, batchSize: 'full', learningRate: 0.1, epochs: 5 })).toBe(
      'minibatch train houses.csv --target price --batch-size full --learning-rate 0.1 --epochs 5 --seed 42',
    )
  })

  it('names columns that are taken otherwise, hidden layers, and what they stop by', () => {
    const recipe: TableRecipe = { ...defaults, task: 'classification', exclude: ['id', 'a, b'], categorical: ['zip code'], numeric: ['x'], hidden: [32, 16] }
    expect(trainCommand(houses, recipe)).toBe(
      `minibatch train houses.csv --target price --task classification --exclude 'id,"a, b"' --categorical 'zip code' --numeric x --hidden 32,16 --validation 0.25 --seed 42`,
    )
    expect(trainCommand(houses, { ...defaults, hidden: [16], held: 0 })).toBe(
      'minibatch train houses.csv --target price --hidden 16 --early-stopping none --seed 42',
    )
  })

  it('says what a file is where its name does not, and where the rows come from where they are not all', () => {
    expect(trainCommand({ name: 'houses', format: 'json' }, defaults)).toBe(
      'minibatch train houses --format json --target price --validation 0.25 --seed 42',
    )
    expect(trainCommand({ ...houses, source: 'head -n 11 houses.csv' }, defaults)).toBe(
      'head -n 11 houses.csv | minibatch train - --format csv --target price --validation 0.25 --seed 42',
    )
  })

  it('quotes what a shell would take apart', () => {
    expect(quoted('my houses.csv')).toBe("'my houses.csv'")
    expect(quoted("it's.csv")).toBe(String.raw`'it'\''s.csv'`)
    expect(quoted('-x.csv')).toBe("'-x.csv'")
    expect(quoted('$(rm)')).toBe("'$(rm)'")
  })
})

describe('numbers', () => {
  it('are written with as many digits as are known', () => {
    expect([0.2519, 9.939, 22.14, 0, 20_000, -0.5].map((value) => significant(value))).toEqual([
      '0.252',
      '9.94',
      '22.1',
      '0',
      '20,000',
      '−0.500',
    ])
    expect([1, 0.1, 1000, 999.9999999, 20_000].map(decade)).toEqual(['1', '0.1', '1k', '1k', '20k'])
    expect([1.2e-6, 0.5, 3e-9].map(duration)).toEqual(['1.2 µs', '500 ms', '3.0 ns'])
    expect([1, 2].map((count) => counted(count, 'row'))).toEqual(['1 row', '2 rows'])
    expect(bytes(1536)).toBe('1.54 kB')
  })
})
