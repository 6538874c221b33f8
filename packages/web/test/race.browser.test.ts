import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { finished, PageUnderTest } from './browser.ts'
import { inNode } from './race.ts'
import { lane } from './race-page.ts'

const still = { reducedMotion: 'reduce' } as const

let under: PageUnderTest
beforeAll(async () => {
  under = await PageUnderTest.start()
})
afterAll(() => under?.stop())

/** Where the fitted line begins and ends, read from the pixels of its canvas: [x, y] in CSS px, left then right. */
function lineEnds(page: Page, token: string): Promise<[[number, number], [number, number]]> {
  return page.evaluate((name) => {
    const canvas = document.querySelector<HTMLCanvasElement>('.fitted-lines')!
    const colour = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
    const wanted = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
    const { width, height } = canvas
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height)
    const density = width / canvas.clientWidth
    const middleOfColumn = (x: number): number | undefined => {
      let [sum, count] = [0, 0]
      for (let y = 0; y < height; y++) {
        const at = 4 * (y * width + x)
        const apart = wanted.reduce((most, value, channel) => Math.max(most, Math.abs(value - data[at + channel])), 0)
        if (data[at + 3] > 200 && apart < 40) [sum, count] = [sum + y + 0.5, count + 1]
      }
      return count > 0 ? sum / count : undefined
    }
    const end = (columns: number[]): [number, number] => {
      for (const x of columns) {
        const y = middleOfColumn(x)
        if (y !== undefined) return [(x + 0.5) / density, y / density]
      }
      throw new Error('no line was drawn')
    }
    const columns = Array.from({ length: width }, (_, x) => x)
    return [end(columns), end(columns.toReversed())]
  }, token)
}

/** Value ↔ px of the data's plot, as the page says on the element. */
async function scales(page: Page): Promise<Record<'x' | 'y', { from: number[]; to: number[] }>> {
  const { x, y } = await page.evaluate(() => ({ ...document.getElementById('data')!.dataset }))
  const read = (text: string | undefined) => {
    const [a, b, c, d] = text!.split(' ').map(Number)
    return { from: [a!, b!], to: [c!, d!] }
  }
  return { x: read(x), y: read(y) }
}

describe('the race', () => {
  for (const [method, batchSize] of [
    ['batch', 1000],
    ['mini', 64],
    ['sgd', 1],
  ] as const) {
    it(`draws the line of ${method} within 2 px of the model's w and b, and ends with Node's hash`, async () => {
      const { page, complaints } = await under.open(`#race?show=${method}&view=batch`, still)
      await finished(page)
      const facts = await lane(page, method)
      const trainer = await inNode({ batchSize, learningRate: 0.01 })
      expect(facts.weightsHash).toBe(trainer.weightsHash)
      const [w, b] = trainer.parameters as unknown as [number, number]
      const { x, y } = await scales(page)
      const ends = await lineEnds(page, method)
      for (const [px, py] of ends) {
        const atX = x.from[0]! + ((px - x.to[0]!) / (x.to[1]! - x.to[0]!)) * (x.from[1]! - x.from[0]!)
        const expected = y.to[0]! + ((w * atX + b - y.from[0]!) / (y.from[1]! - y.from[0]!)) * (y.to[1]! - y.to[0]!)
        expect(Math.abs(py - expected)).toBeLessThan(2)
      }
      expect(ends[0][0]).toBeLessThan(x.to[0]! + 2)
      expect(ends[1][0]).toBeGreaterThan(x.to[1]! - 8)
      expect(complaints).toEqual([])
      await page.context().close()
    })
  }

  it('walks a longer path the smaller the batch', async () => {
    const lengths: number[] = []
    for (const m of [1000, 256, 64, 16, 4, 1]) {
      const { page } = await under.open(`#race?m=${m}`, still)
      await finished(page)
      lengths.push((await lane(page, 'mini')).pathLength)
      await page.context().close()
    }
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b))
    expect(lengths.at(-1)).toBeGreaterThan(2 * lengths[0]!)
  })

  it('runs again when a slider is moved by the keyboard, and keeps it in the link', async () => {
    const { page, complaints } = await under.open('#race', still)
    await finished(page)
    const before = (await lane(page, 'mini')).weightsHash
    await page.focus('#mini-size')
    await page.keyboard.press('ArrowLeft')
    await page.waitForFunction(
      (hash) => document.querySelector<HTMLElement>('.lane[data-method=mini]')!.dataset['weightsHash'] !== hash,
      before,
    )
    expect(new URL(page.url()).hash).toBe('#race?m=32')
    expect(await page.getAttribute('#mini-size', 'aria-valuetext')).toBe('32 rows, 32 updates an epoch')
    expect((await lane(page, 'mini')).weightsHash).toBe(
      (await inNode({ batchSize: 32, learningRate: 0.01 })).weightsHash,
    )
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('plays by itself, can be paused, and steps one update', async () => {
    const { page } = await under.open('#race?speed=0.25')
    await page.waitForSelector('#play[aria-label=Pause]')
    await page.click('#play')
    await page.waitForSelector('#play[aria-label=Play]')
    const updates = () => page.textContent('.lane[data-method=mini] .lane-updates b').then(Number)
    const before = await updates()
    await page.click('#on')
    expect(await updates()).toBe(before + 1)
    await page.click('#back')
    expect(await updates()).toBe(before)
    await page.context().close()
  })

  it('says in a sentence that a rate is too large, and what a link asked for in vain', async () => {
    const { page, complaints } = await under.open('#race?lr=1&m=5000', still)
    await page.waitForSelector('#race-problem:not([hidden])')
    expect(await page.textContent('#race-problem')).toMatch(
      /^Diverged: SGD at update \d+\. The rate 1 is too large for this data\. Use 0\.\d+$/,
    )
    expect(await page.textContent('#notice')).toContain('m = “5000”')
    expect(await page.getAttribute('.chart[data-clock=updates] .chart-plot', 'aria-label')).toMatch(/^Loss by updates/)
    await page.click('#race-problem button')
    await page.waitForSelector('#race-problem', { state: 'hidden' })
    expect(new URL(page.url()).hash).toMatch(/^#race\?lr=0\.\d+$/)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it("follows the system's theme, and keeps what the switch says", async () => {
    const { page, complaints } = await under.open('#race', { ...still, colorScheme: 'dark' })
    const theme = () => page.evaluate(() => document.documentElement.dataset['theme'])
    expect(await theme()).toBe('dark')
    await finished(page)
    await page.click('#switch-theme')
    expect(await theme()).toBe('light')
    await page.reload()
    expect(await theme()).toBe('light')
    await finished(page)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('fits phones, tablets and screens without sideways scrolling', async () => {
    for (const width of [360, 390, 768, 1024, 1280, 1920]) {
      for (const scene of ['race', 'table?sample=diabetes']) {
        const { page, complaints } = await under.open(`#${scene}`, { ...still, viewport: { width, height: 800 } })
        if (scene === 'race') await finished(page)
        else await page.waitForSelector('#table-result:not([hidden])')
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
          `${scene} at ${width}`,
        ).toBeLessThanOrEqual(0)
        expect(complaints).toEqual([])
        await page.context().close()
      }
    }
  })
})
