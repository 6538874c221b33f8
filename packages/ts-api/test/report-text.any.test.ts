import { Dataset, ready } from 'minibatch'
import { beforeAll, expect, test } from 'vitest'

beforeAll(() => ready())

const rows = Array.from({ length: 60 }, (_, i) => ({
  age: i % 7 ? 20 + (i % 40) : null,
  city: i % 2 ? 'Oslo' : 'Bergen',
  built: new Date(Date.UTC(2020, 0, 1 + i)),
  constant: 1,
  price: i === 3 ? null : i * 10,
}))

test('a description and a report are tables for reading, and data to everything else', () => {
  const data = Dataset.fromRows(rows, { target: 'price', name: 'houses' })
  const ages = rows.flatMap(({ age }) => age ?? [])
  const mean = ages.reduce((sum, age) => sum + age, 0) / ages.length
  expect(String(data.describe())).toBe(
    [
      'houses: 60 rows',
      '  column    type    missing  holds',
      `  age       number        9  20 … 59, mean ${mean.toPrecision(5)}`,
      '  city      text          0  2 levels: Bergen (30), Oslo (30)',
      '  built     date          0  2020-01-01 … 2020-02-29',
      '  constant  number        0  1 … 1, mean 1',
      '  price     number        1  0 … 590, mean 299.49',
    ].join('\n'),
  )
  const lines = String(data.report).split('\n')
  expect(lines[0]).toBe('houses: 59 rows, 5 features; 1 row without a target left out')
  expect(lines[1]).toBe('  column    type    missing  done')
  expect(lines.find((line) => line.startsWith('  age'))).toMatch(/^ {2}age {7}number {8}9 {2}standardised, mean 36\.\d+, .*missing cells: the mean and a 0\/1 feature$/)
  expect(lines.find((line) => line.startsWith('  constant'))).toMatch(/left out: every cell is 1$/)
  expect(lines).toHaveLength(7)
  expect(Object.keys(data.report)).not.toContain('toString')
})

test('warnings stand below, classes are counted, and plain arrays say what they are', () => {
  const empty = Dataset.fromRows(rows.map((row) => ({ ...row, nothing: null })), { target: 'city' })
  expect(String(empty.report)).toMatch(/60 rows, .*, 2 classes\n[^]*\nnote: Column 'nothing' is left out: every cell is missing\.$/)
  expect(String(Dataset.fromArrays({ x: [[1], [2]], y: [1, 2] }).report)).toBe('2 rows, 1 feature\nplain arrays, taken as they are')
})
