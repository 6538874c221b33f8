import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PageUnderTest } from './browser.ts'
import { inNode, points } from './race.ts'
import { lane, linkSays, settled } from './race-page.ts'

let under: PageUnderTest
beforeAll(async () => {
  under = await PageUnderTest.start()
})
afterAll(() => under?.stop())

interface Shown {
  readonly title: string
  /** Row, x, y, prediction, error, error · x. */
  readonly rows: number[][]
  readonly formula: Record<string, string>
  readonly before: number[]
  readonly after: number[]
  readonly rate: number
}

function numbers(text: string): number[] {
  return [...text.replaceAll('−', '-').replaceAll(',', '').matchAll(/-?\d+(\.\d+)?/g)].map(([found]) => Number(found))
}

async function shown(page: Page): Promise<Shown> {
  await settled(page)
  const raw = await page.evaluate(() => {
    const microscope = document.getElementById('microscope')!
    const terms = [...microscope.querySelectorAll('dt')].map((term) => [term.textContent, term.nextElementSibling!.textContent])
    return {
      title: microscope.querySelector('h2')!.textContent,
      rows: [...microscope.querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent).join(' ')),
      formula: Object.fromEntries(terms) as Record<string, string>,
      ...(microscope.dataset as Record<'before' | 'after' | 'rate', string>),
    }
  })
  const { before, after, rate } = raw
  return { ...raw, rows: raw.rows.map(numbers), before: numbers(before), after: numbers(after), rate: Number(rate) }
}

/** All that the panel says, worked out again in float64 from the rows it lists and the parameters before. */
function check({ rows, formula, before, after, rate }: Shown): void {
  const [w, b] = before as [number, number]
  let [sumW, sumB] = [0, 0]
  for (const [row, x, y, prediction, error, product] of rows as [number, number, number, number, number, number][]) {
    const [exactX, exactY] = [points.x[row - 1]!, points.y[row - 1]!]
    const exactError = w * exactX + b - exactY
    for (const [written, exact] of [[x, exactX], [y, exactY], [prediction, w * exactX + b], [error, exactError], [product, exactError * exactX]] as const)
      expect(Math.abs(written - exact)).toBeLessThan(0.000501)
    sumW += exactError * exactX
    sumB += exactError
  }
  const result = (name: string): number => numbers(formula[name]!).at(-1)!
  expect(Math.abs(result('dw') - sumW / rows.length)).toBeLessThan(0.0000501 + 2e-6 * Math.abs(sumW))
  expect(Math.abs(result('db') - sumB / rows.length)).toBeLessThan(0.0000501 + 2e-6 * Math.abs(sumB))
  const [vw, vb] = formula['vw'] ? [result('vw'), result('vb')] : [sumW / rows.length, sumB / rows.length]
  expect(Math.abs(after[0]! - (w - rate * vw))).toBeLessThan(2e-6 + rate * 0.0000501)
  expect(Math.abs(after[1]! - (b - rate * vb))).toBeLessThan(2e-6 + rate * 0.0000501)
  expect(Math.abs(result('w') - after[0]!)).toBeLessThan(0.0000501)
  expect(Math.abs(result('b') - after[1]!)).toBeLessThan(0.0000501)
}

describe('one batch in numbers', () => {
  it('follows the steps of the method in front and agrees with the core, update by update', async () => {
    const { page, complaints } = await under.open('#race?at=0', { reducedMotion: 'reduce' })
    await settled(page)
    await page.keyboard.press('m')
    await linkSays(page, /view=batch/)
    const first = await shown(page)
    expect(first.title).toBe('Mini-batch, update 1')
    expect(first.rows.length).toBe(64)
    check(first)
    for (const update of [1, 2, 3]) {
      await page.keyboard.press('ArrowRight')
      await page.waitForFunction((number) => document.getElementById('microscope-title')!.textContent === `Mini-batch, update ${number}`, update)
      const seen = await shown(page)
      check(seen)
      const stride = { batchSize: 64, learningRate: 0.01 }
      expect(seen.before).toEqual([...(await inNode(stride, {}, update - 1)).parameters])
      expect(seen.after).toEqual([...(await inNode(stride, {}, update)).parameters])
      const { w, b } = await lane(page, 'mini')
      expect(seen.after).toEqual([w, b])
    }
    // The short last batch of an epoch.
    await page.focus('#scrubber input')
    await page.keyboard.press('End')
    await page.waitForSelector('#microscope-title:has-text("update 320")')
    const last = await shown(page)
    expect(last.rows.length).toBe(40)
    check(last)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('shows the velocity of momentum and the rate of a schedule, of any method, to its end', async () => {
    const { page, complaints } = await under.open('#race?view=batch&mom=0.9&sch=oneCycle&show=sgd&at=12345', { reducedMotion: 'reduce' })
    await settled(page)
    const seen = await shown(page)
    expect(seen.title).toBe('SGD, update 12,345')
    expect(seen.rows.length).toBe(1)
    expect(Object.keys(seen.formula)).toEqual(['dw', 'db', 'vw', 'vb', 'w', 'b'])
    check(seen)
    const set = { momentum: 0.9, schedule: 'oneCycle' } as const
    expect(seen.after).toEqual([...(await inNode({ batchSize: 1, learningRate: 0.01 }, set, 12_345)).parameters])
    expect(seen.rate).toBeLessThan(0.01)
    await page.click('.lane[data-method=batch] .lane-choice')
    await page.waitForSelector('#microscope-title:has-text("Batch, update 12")')
    const whole = await shown(page)
    expect(whole.rows.length).toBe(1000)
    check(whole)
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
