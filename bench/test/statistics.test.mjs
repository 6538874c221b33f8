import { expect, test } from 'vitest'
import { median, medianWithInterval } from '../statistics.mjs'

test('the median of an even count lies between the two in the middle', () => {
  expect(median([9, 1, 3, 2])).toBe(2.5)
  expect(median([9, 1, 3])).toBe(3)
})

test('the interval holds the median, stays within the values and repeats', () => {
  const values = [3, 1, 2, 5, 4, 9, 8, 7, 6, 2, 3, 4, 5, 6, 7]
  const found = medianWithInterval(values)
  expect(found.median).toBe(median(values))
  expect(found.low).toBeLessThanOrEqual(found.median)
  expect(found.high).toBeGreaterThanOrEqual(found.median)
  expect(found.low).toBeGreaterThan(Math.min(...values))
  expect(found.high).toBeLessThan(Math.max(...values))
  expect(medianWithInterval(values)).toEqual(found)
})
