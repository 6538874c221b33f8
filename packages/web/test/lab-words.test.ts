import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sizesOf } from '../src/scenes/lab/dataset.ts'
import { alongLine, placeNear } from '../src/scenes/lab/placing.ts'
import { type LabResult, readResult, type SizeResult, writeResult } from '../src/scenes/lab/result.ts'
import {
  bend,
  goalFinding,
  inWords,
  longer,
  noiseFinding,
  offer,
  predictionFinding,
  progressWords,
  roundTime,
  secondsFinding,
  spokenTime,
  updatesFinding,
  verdict,
} from '../src/scenes/lab/words.ts'
import { LabelBoard } from '../src/scenes/race/label.ts'

const stored = readFileSync(join(import.meta.dirname, 'lab-measurement.json'), 'utf8')

function size(rows: number, updates: number | null, seconds: number): SizeResult {
  const middle = (median: number | null) => ({ median, low: median, high: median })
  return {
    rows,
    learningRate: 0.1,
    updates: middle(updates),
    seconds: middle(seconds),
    secondsToGoal: middle(updates === null ? null : updates * seconds),
    steps: [updates],
    hashes: [],
  }
}

function measured(sizes: SizeResult[], part: Partial<LabResult> = {}): LabResult {
  return { ...readResult(stored), rows: 1000, sizes, device: null, prediction: { noiseScale: 35, timeBend: 16, rows: 24 }, ...part }
}

describe('the verdict', () => {
  const sizes = [size(1, 300, 1e-6), size(8, 102, 1e-6), size(16, 100, 1e-6), size(24, 117, 1e-6), size(1000, 70, 1e-5)]

  it('names the best size, and the price of the prediction and of others', () => {
    expect(verdict(measured(sizes)).join('')).toBe(
      'On this device, for these 1,000 rows: 16 rows an update. ' +
        'Predicted from one run: 24, which takes 17 % longer; 8 rows 2 % longer; all 1,000 rows seven times as long.',
    )
  })

  it('says where it was measured, and that the prediction was right', () => {
    const elsewhere = measured(sizes.filter(({ rows }) => rows !== 24), { device: 'a device of 8 cores', prediction: { noiseScale: 16, timeBend: 16, rows: 16 } })
    expect(verdict(elsewhere).join('')).toBe(
      'On a device of 8 cores, for these 1,000 rows: 16 rows an update. Predicted from one run: the same; 8 rows 2 % longer; all 1,000 rows seven times as long.',
    )
  })

  it('tells of sizes that did not get to the goal, and of none that did', () => {
    const some = [size(1, null, 1e-6), size(24, null, 1e-6), size(16, 10, 1e-6), size(1000, null, 1e-6)]
    expect(verdict(measured(some)).join('')).toBe(
      'On this device, for these 1,000 rows: 16 rows an update. Predicted from one run: 24, which did not get to the goal; all 1,000 rows did not get there.',
    )
    expect(verdict(measured([size(1, null, 1e-6)])).join('')).toMatch(/^No batch size got to the goal\./)
  })
})

describe('findings', () => {
  it('of updates hold only where they are so', () => {
    expect(updatesFinding([size(1, 269, 1), size(16, 69, 1), size(128, 26, 1), size(256, 19, 1), size(1000, 16, 1)])).toBe('Fewer with larger batches, then no fewer')
    expect(updatesFinding([size(1, 1000, 1), size(64, 100, 1), size(256, 50, 1), size(1000, 25, 1)])).toBe('Fewer with larger batches, to the largest')
    expect(updatesFinding([size(1, 20, 1), size(64, 19, 1), size(1000, 20, 1)])).toBe('No fewer with larger batches')
    expect(updatesFinding([size(64, 100, 1)])).toBe('')
  })

  it('of times', () => {
    const times = (...seconds: number[]) => secondsFinding(seconds.map((second, i) => size(4 ** i, 1, second)))
    expect(times(9, 10, 13, 22, 100)).toBe('The same for small batches, then it grows')
    expect(times(9, 30, 100, 300)).toBe('It grows with every row')
    expect(times(9, 9, 10, 9)).toBe('The same for every batch size')
  })

  it('of the time to the goal', () => {
    const times = (...seconds: number[]) => goalFinding(seconds.map((second, i) => size(4 ** i, 1, second)))
    expect(times(20, 10, 9, 30)).toBe('A valley: its floor is the size to use')
    expect(times(9, 10, 20)).toBe('The smallest batch is there first')
    expect(times(20, 10, 9)).toBe('The larger the batch, the sooner')
    expect(times(10, 9, 10)).toBe('Several sizes take much the same time')
  })

  it('of the noise', () => {
    const along = (...scales: number[]) => noiseFinding(scales.map((noiseScale, step) => ({ step, noiseScale })))
    expect(along(0.5, 4, 20, 30, 60, 50)).toBe('Early, one row shows the way. Late, it takes dozens.')
    expect(along(4, 40, 200, 300, 600, 500)).toBe('Early, four rows show the way. Late, it takes hundreds.')
    expect(along(40, 50, 45, 60)).toBe('As much noise late as early')
    expect(along(1, 50)).toBe('')
  })

  it('of the prediction, also where it ends at the first or the last size', () => {
    expect(predictionFinding(measured([]))).toBe('√(35.0 × 16.0) = 24: on this axis, the middle')
    expect(predictionFinding(measured([], { prediction: { noiseScale: 0.1, timeBend: 1, rows: 1 } }))).toBe('√(0.100 × 1.00) = 0.32: less than a row, so one')
    expect(predictionFinding(measured([], { prediction: { noiseScale: 1e6, timeBend: 4, rows: 1000 } }))).toBe('√(1,000,000 × 4.00) = 2,000: more than there are, so all')
  })
})

describe('numbers in words', () => {
  it('are as people say them', () => {
    expect([inWords(7), inWords(14)]).toEqual(['seven', '14'])
    expect([longer(1.17), longer(7.2), longer(1.001), longer(1.998)]).toEqual(['17 % longer', 'seven times as long', 'no longer', 'two times as long'])
    expect([bend(34.1), bend(9.65), bend(0.5)]).toEqual(['34', '9.7', '0.5'])
    expect([roundTime(1e-6), roundTime(10 ** -8), roundTime(2e-3)]).toEqual(['1 µs', '10 ns', '2 ms'])
    expect(spokenTime(1.18e-6)).toBe('1.2 microseconds')
    expect(offer(12, '15', 6.2)).toBe('Twelve sizes, 15 runs each: about 6 seconds.')
    expect(progressWords({ phase: 'steps', size: 64, rows: 1000, sizes: 12, run: 9 }, '15')).toBe('Size 64 of 1,000: run 9 of 15')
  })

  it('has sizes that double, and all', () => {
    expect(sizesOf(10)).toEqual([1, 2, 4, 8, 'full'])
    expect(sizesOf(8)).toEqual([1, 2, 4, 'full'])
  })
})

describe('a saved measurement', () => {
  it('is read as it was written, with the device it is from', () => {
    const { device, ...result } = readResult(stored)
    expect(device).toMatch(/cores/)
    expect(readResult(writeResult({ ...result, device: null }, 'here'))).toEqual({ ...result, device: 'here' })
    expect(readResult(writeResult({ ...result, device: 'there' }, 'here')).device).toBe('there')
  })

  it.each([
    ['text', 'rows,updates\n1,2\n', /not JSON/],
    ['other JSON', '{"a":1}', /no measurement/],
    ['nothing', 'null', /no measurement/],
    ['a size without numbers', stored.replace('"learningRate"', '"rate"'), /damaged/],
  ])('is told from %s', (_, text, sentence) => {
    expect(() => readResult(text)).toThrow(sentence)
  })
})

describe('places of labels', () => {
  it('lie near their points, inside, and over nothing that is taken', () => {
    const points = Array.from({ length: 12 }, (_, i) => ({ x: 20 + 25 * i, y: 90 - 5 * i }))
    const taken = points.flatMap((point, i) => [{ x: point.x - 7, y: point.y - 7, width: 14, height: 14 }, ...(i > 0 ? alongLine(points[i - 1]!, point) : [])])
    const board = new LabelBoard(320, 120, taken)
    const label = { width: 40, height: 16 }
    for (const point of [points[0]!, points[5]!, points[11]!]) {
      const place = placeNear(board, point, label)!
      const box = { x: place.x - 20, y: place.y - 8, ...label }
      expect(Math.hypot(place.x - point.x, place.y - point.y)).toBeLessThan(60)
      expect(board.inside(box, 0)).toBe(true)
      expect(taken.every((other) => box.x >= other.x + other.width || other.x >= box.x + box.width || box.y >= other.y + other.height || other.y >= box.y + box.height)).toBe(true)
    }
  })

  it('are none where there is no room', () => {
    const board = new LabelBoard(30, 30, [{ x: 0, y: 0, width: 30, height: 30 }])
    expect(placeNear(board, { x: 15, y: 15 }, { width: 20, height: 10 })).toBeUndefined()
  })
})
