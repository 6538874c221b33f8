/** Every file of examples/ runs, and says what a reader of it relies on. */
import { readdirSync } from 'node:fs'
import { format } from 'node:util'

import { terminateWorker } from 'minibatch/worker'
import { afterAll, afterEach, expect, test, vi } from 'vitest'

const folder = new URL('../examples/', import.meta.url)
const examples = readdirSync(folder).filter((name) => name.endsWith('.ts'))

afterEach(() => vi.restoreAllMocks())
afterAll(terminateWorker)

/** What an example must have printed. */
const promises: Readonly<Record<string, (lines: readonly string[]) => void>> = {
  'tutorial.ts': (lines) => {
    expect(lines).toHaveLength(21)
    const [, w, b] = lines.at(-1)!.match(/^w = ([\d.]+), b = ([\d.]+)$/)!
    expect(Math.abs(Number(w) - 3.5)).toBeLessThan(0.1)
    expect(Math.abs(Number(b) - 1.2)).toBeLessThan(0.1)
  },
  'wine.ts': (lines) => {
    expect(lines[0]).toBe('Classes class_0, class_1, class_2')
    const [, accuracy, rows] = lines[1]!.match(/^Accuracy ([\d.]+) .* on (\d+) rows$/)!
    expect(Number(accuracy)).toBeGreaterThanOrEqual(0.97)
    expect(Number(rows)).toBe(54)
  },
  'streaming.ts': (lines) => {
    const scores = lines.slice(0, -1).map((line) => Number(line.match(/is (-?[\d.]+)$/)![1]))
    expect(scores).toHaveLength(4)
    expect(scores.at(-1)).toBeGreaterThan(0.5)
    expect(lines.at(-1)).toBe('442 rows, none read twice')
  },
  'resume.ts': ([at, hashes]) => {
    expect(at).toBe('Resumed at step 100')
    const [, whole, resumed] = hashes!.match(/stop ([0-9a-f]{16}), resumed ([0-9a-f]{16})$/)!
    expect(resumed).toBe(whole)
  },
  'abort.ts': (lines) => {
    expect(lines.slice(0, 3).map((line) => line.split(',')[0])).toEqual(['Epoch 1000', 'Epoch 2000', 'Epoch 3000'])
    expect(lines.at(-1)).toBe('Aborted: that will do')
  },
  'worker.ts': (lines) => {
    const [, r2, turns] = lines.at(-2)!.match(/R² ([\d.]+); meanwhile (\d+) turns/)!
    expect(Number(r2)).toBeGreaterThan(0.999)
    expect(Number(turns)).toBeGreaterThan(0)
    expect(lines.at(-1)).toMatch(/: 96\.0$/)
  },
}

test.each(examples)('%s', async (name) => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  await import(new URL(name, folder).href)
  const lines = log.mock.calls.map((values) => format(...values))
  expect(lines.length).toBeGreaterThan(0)
  promises[name]?.(lines)
})

test('no promise is about a file that is gone', () => {
  expect(examples).toEqual(expect.arrayContaining(Object.keys(promises)))
})
