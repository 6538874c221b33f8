import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { methodNames } from '../src/method.ts'
import { bestRates } from '../src/scenes/race/best-rate.ts'
import { batchSizes, type Conditions, oneRate, type Rates } from '../src/scenes/race/run.ts'
import { lossSurface } from '../src/scenes/race/surface.ts'
import { PageUnderTest } from './browser.ts'
import { data, inNode, opening, points } from './race.ts'
import { hashes, lane, linkSays, settled } from './race-page.ts'

const still = { reducedMotion: 'reduce' } as const

let under: PageUnderTest
beforeAll(async () => {
  under = await PageUnderTest.start()
})
afterAll(() => under?.stop())

async function nodeHashes(conditions: Partial<Conditions>, rates: Rates): Promise<Record<string, string>> {
  const sizes = batchSizes(1000, conditions.batchSize ?? opening.batchSize)
  const all: Record<string, string> = {}
  for (const name of methodNames)
    all[name] = (await inNode({ batchSize: sizes[name], learningRate: rates[name] }, conditions)).weightsHash
  return all
}

/** Clicks into a slider at a share of its length. */
async function slideTo(page: Page, id: string, share: number): Promise<void> {
  const { x, y, width, height } = (await page.locator(`#${id}`).boundingBox())!
  await page.mouse.click(x + 8 + share * (width - 16), y + height / 2)
}

describe('the parameters of the race', () => {
  it('are set by mouse, and the runs are those of Node', async () => {
    const { page, complaints } = await under.open('#race', still)
    await settled(page)
    await slideTo(page, 'momentum', 0.5)
    await page.selectOption('#schedule', 'cosine')
    await slideTo(page, 'mini-size', 0)
    await slideTo(page, 'rate', 0.25)
    await page.click('#open-parameters')
    await page.fill('#epochs', '5')
    await page.fill('#seed', '7')
    await page.fill('#start-w', '2.5')
    await page.fill('#start-b', '-1')
    await page.click('#close-parameters')
    await linkSays(page, /b=-1/)
    await settled(page)
    const { hash } = new URL(page.url())
    const query = new URLSearchParams(hash.split('?')[1])
    expect(query.get('m')).toBe('1')
    expect(query.get('lr')).toBe('0.001')
    const momentum = Number(query.get('mom'))
    expect(Math.abs(momentum - 0.5)).toBeLessThan(0.03)
    const set = { batchSize: 1, momentum, schedule: 'cosine', epochs: 5, seed: 7, start: { w: 2.5, b: -1 } } as const
    expect(await hashes(page)).toEqual(await nodeHashes(set, oneRate(0.001)))
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('are set by keyboard, on the controls and by the keys of the page', async () => {
    const { page, complaints } = await under.open('#race', still)
    await settled(page)
    const { keyboard } = page
    await page.focus('#momentum')
    await keyboard.press('End')
    await keyboard.press('ArrowLeft')
    expect(await page.getAttribute('#momentum', 'aria-valuetext')).toBe('0.98')
    await keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('schedule')
    await keyboard.press('End')
    expect(await page.inputValue('#schedule')).toBe('polynomial')
    await page.evaluate(() => (document.activeElement as HTMLElement).blur())
    await keyboard.press(']')
    await keyboard.press('-')
    await keyboard.press('3')
    await linkSays(page, /m=100.*lr=0.0083.*mom=0.98.*sch=polynomial.*clock=time/)
    await settled(page)
    const set = { batchSize: 100, momentum: 0.98, schedule: 'polynomial' } as const
    expect(await hashes(page)).toEqual(await nodeHashes(set, oneRate(0.0083)))
    expect(await page.inputValue('#clock')).toBe('time')
    await keyboard.press('[')
    await keyboard.press('+')
    await linkSays(page, /^(?!.*(m=100|lr=)).*clock=time/)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('give each method its best rate: those of the same search in Node, with the runs and words that follow', async () => {
    const { page, complaints } = await under.open('#race', still)
    await settled(page)
    await page.click('#rates label:last-of-type')
    await page.waitForSelector('#race-headline:not(:has-text("Same data"))')
    await settled(page)
    const rates = await bestRates(data, lossSurface(points), opening)
    expect((await page.textContent('#rates-found'))!.trim()).toBe(
      `${[rates.batch, rates.mini, rates.sgd].map((rate) => Number(rate.toPrecision(3))).join(' · ')} found here`,
    )
    expect(await hashes(page)).toEqual(await nodeHashes({}, rates))
    const titles = await page.locator('.chart-title:visible').allTextContents()
    expect(titles[0]).toMatch(/^Loss above the least, by updates: batch wins$/)
    expect(titles[1]).toMatch(/^Loss by rows read: SGD wins$/)
    // By time who wins depends on this device; the words agree with the chart.
    const winner = /Loss by time: (.*) wins$/.exec(titles[2]!)?.[1]
    const headline = await page.textContent('#race-headline')
    if (winner === 'mini-batch') expect(headline).toBe('Three clocks, three winners')
    else expect(headline).toBe(winner ? `By the clock, ${winner} wins` : 'By the clock, a tie')
    expect(await page.textContent('#race-narration')).toContain('batch needs the fewest updates')
    await page.click('#rates label:first-of-type')
    await linkSays(page, /^#race$/)
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

describe('the transport', () => {
  it('is moved by keys: steps, epochs, ends, play and run again', async () => {
    const { page, complaints } = await under.open('#race?at=0')
    await settled(page)
    const { keyboard } = page
    const updates = async (): Promise<number[]> => Promise.all(methodNames.map(async (name) => (await lane(page, name)).updates))
    await keyboard.press('ArrowRight')
    expect(await updates()).toEqual([0, 1, 64])
    await keyboard.press('Shift+ArrowRight')
    expect(await updates()).toEqual([1, 16, 1000])
    await keyboard.press('ArrowLeft')
    expect(await updates()).toEqual([0, 15, 960])
    await keyboard.press('End')
    expect(await updates()).toEqual([20, 320, 20_000])
    await keyboard.press('Home')
    expect(await updates()).toEqual([0, 0, 0])
    await keyboard.press('Space')
    await page.waitForSelector('#play[aria-label=Pause]')
    await keyboard.press('Space')
    await page.waitForSelector('#play[aria-label=Play]')
    await keyboard.press('End')
    await keyboard.press('r')
    await page.waitForSelector('#play[aria-label=Pause]')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('is moved by mouse: buttons and scrubber', async () => {
    const { page, complaints } = await under.open('#race?at=0')
    await settled(page)
    const sgd = async (): Promise<number> => (await lane(page, 'sgd')).updates
    await page.click('#on')
    expect(await sgd()).toBe(64)
    await page.click('#back')
    expect(await sgd()).toBe(0)
    const { x, y, width, height } = (await page.locator('#scrubber input').boundingBox())!
    await page.mouse.click(x + width / 2, y + height / 2)
    // The middle of a log axis from 1 to 20,000.
    expect(Math.abs(Math.log(await sgd()) - Math.log(20_000) / 2)).toBeLessThan(0.1)
    await page.click('#play')
    await page.waitForSelector('#play[aria-label=Pause]')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('counts by the clock that is chosen', async () => {
    const { page } = await under.open('#race?at=16&clock=updates', still)
    await settled(page)
    const updates = async (): Promise<number[]> => Promise.all(methodNames.map(async (name) => (await lane(page, name)).updates))
    expect(await updates()).toEqual([16, 16, 16])
    await page.selectOption('#clock', 'rows')
    expect(await updates()).toEqual([0, 0, 16])
    await page.context().close()
  })

  it('shows one method alone when its lane is pressed, and a chart as a table of its numbers', async () => {
    const { page, complaints } = await under.open('#race', still)
    await settled(page)
    await page.click('.lane[data-method=sgd] .lane-choice')
    await linkSays(page, /show=sgd/)
    expect(await page.getAttribute('.lane[data-method=sgd] .lane-choice', 'aria-pressed')).toBe('true')
    expect(await page.textContent('#race-hash')).toContain((await lane(page, 'sgd')).weightsHash)
    await page.keyboard.press('t')
    const rows = await page.locator('.chart[data-clock=rows] .chart-table tr').allInnerTexts()
    const cells = rows.map((row) => row.split('\t').map((cell) => cell.trim()))
    expect(cells[0]).toEqual(['Rows read', 'Batch', 'Mini-batch', 'SGD'])
    expect(cells.at(-1)).toEqual(['20,000', '9.94', '0.252', '0.122'])
    const trainer = await inNode({ batchSize: 1, learningRate: 0.01 }, {}, 100)
    const [w100, b100] = trainer.parameters
    const surface = lossSurface(points)
    expect(cells.find(([at]) => at === '100')![3]).toBe(surface.loss(w100!, b100!).toPrecision(3))
    await page.click('.chart[data-clock=rows] .table-button')
    await page.click('#view-switch label:last-of-type')
    expect(await page.isVisible('#microscope')).toBe(true)
    await page.click('#view-switch label:first-of-type')
    expect(await page.isVisible('#map')).toBe(true)
    expect(await page.isVisible('.chart[data-clock=rows] .chart-table')).toBe(false)
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
