/** The race before scripts, from a link, without motion, without an engine, and after its worker was killed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PageUnderTest } from './browser.ts'
import { inNode } from './race.ts'
import { hashes, lane, linkSays, settled } from './race-page.ts'

let under: PageUnderTest
beforeAll(async () => {
  under = await PageUnderTest.start()
})
afterAll(() => under?.stop())

describe('the first picture', () => {
  it('is there without any script: map, start, least loss and empty lanes', async () => {
    const { page } = await under.open('', { javaScriptEnabled: false })
    expect(await page.locator('.first-picture .contours ellipse').count()).toBeGreaterThanOrEqual(9)
    expect(await page.locator('.first-picture text').allTextContents()).toEqual(['least loss 0.122', 'start'])
    expect(await page.locator('.lane h2').allInnerTexts()).toEqual(['Batch', 'Mini-batch', 'SGD'])
    expect(await page.locator('#play').innerText()).toContain('Pause')
    await page.context().close()
  })

  it('stands where the canvas then is: start and least loss do not move, nor does anything else', async () => {
    for (const viewport of [{ width: 1280, height: 800 }, { width: 390, height: 844 }]) {
      const bare = await under.open('', { javaScriptEnabled: false, viewport })
      const marks = await bare.page.locator('.first-picture circle').boundingBox()
      await bare.page.context().close()
      const { page } = await under.open('#race?at=0', { viewport })
      await settled(page)
      const handle = (await page.locator('#start-handle').boundingBox())!
      expect(Math.abs(handle.x + handle.width / 2 - (marks!.x + marks!.width / 2))).toBeLessThan(1)
      expect(Math.abs(handle.y + handle.height / 2 - (marks!.y + marks!.height / 2))).toBeLessThan(1)
      expect(await page.locator('.first-picture').count()).toBe(0)
      const shift = await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            new PerformanceObserver((list) =>
              resolve(list.getEntries().reduce((sum, entry) => sum + (entry as PerformanceEntry & { value: number }).value, 0)),
            ).observe({ type: 'layout-shift', buffered: true })
            setTimeout(() => resolve(0), 300)
          }),
      )
      expect(shift).toBeLessThan(0.02)
      await page.context().close()
    }
  })
})

describe('a link', () => {
  it('opens paused at its moment, and follows the clock when it rests', async () => {
    const { page, complaints } = await under.open('#race?m=32&at=1000')
    await settled(page)
    expect(await page.getAttribute('#play', 'aria-label')).toBe('Play')
    expect((await lane(page, 'mini')).updates).toBe(32)
    expect((await lane(page, 'mini')).weightsHash).toBe((await inNode({ batchSize: 32, learningRate: 0.01 })).weightsHash)
    const trainer = await inNode({ batchSize: 32, learningRate: 0.01 }, {}, 32)
    const { w, b } = await lane(page, 'mini')
    expect([w, b]).toEqual([...trainer.parameters])
    await page.keyboard.press('ArrowRight')
    await linkSays(page, /at=1032$/)
    await page.evaluate(() => (location.hash = '#race?m=32&at=64'))
    const updates = (count: number) =>
      page.waitForFunction((is) => document.querySelector<HTMLElement>('.lane[data-method=mini]')!.dataset['updates'] === is, String(count))
    await updates(2)
    // Another race at another moment, pasted over this one.
    await page.evaluate(() => (location.hash = '#race?m=100&at=500'))
    await updates(5)
    expect(await page.textContent('.lane[data-method=mini] .lane-field')).toBe('10 updates an epoch')
    expect(await page.getAttribute('#play', 'aria-label')).toBe('Play')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('tells those who listen when its race starts and how it ended', async () => {
    const { page } = await under.open('#race?at=0&speed=4')
    await settled(page)
    const said = page.evaluate(
      () =>
        new Promise<string[]>((resolve) => {
          const sentences: string[] = []
          const live = document.getElementById('live')!
          new MutationObserver(() => {
            sentences.push(live.textContent ?? '')
            if (live.textContent?.startsWith('Finished')) resolve(sentences)
          }).observe(live, { childList: true })
        }),
    )
    await page.click('#play')
    const sentences = await said
    expect(sentences[0]).toBe('Race started: batch, mini-batch of 64 and SGD, learning rate 0.01.')
    expect(sentences.at(-1)).toBe('Finished: SGD 0.122, mini-batch 0.252, batch 9.94; the least possible is 0.122.')
    expect(sentences.length).toBeLessThanOrEqual(3)
    await page.context().close()
  })

  it('plays when it names no moment, once: not after another scene was shown', async () => {
    const { page } = await under.open('#race')
    await page.waitForSelector('#play[aria-label=Pause]')
    await page.click('.tabs [data-scene=table]')
    await page.click('.tabs [data-scene=race]')
    await settled(page)
    expect(await page.getAttribute('#play', 'aria-label')).toBe('Play')
    await page.context().close()
  })
})

describe('without motion', () => {
  it('opens finished, and plays as stills', async () => {
    const { page } = await under.open('#race', { reducedMotion: 'reduce' })
    await settled(page)
    expect(await page.getAttribute('#play', 'aria-label')).toBe('Run again')
    await page.selectOption('#speed', '4')
    const seen = page.evaluate(
      () =>
        new Promise<number[]>((resolve) => {
          const places = new Set<number>()
          const sgd = document.querySelector<HTMLElement>('.lane[data-method=sgd]')!
          new MutationObserver(() => {
            places.add(Number(sgd.dataset['updates']))
            if (places.has(20_000) && places.size > 1) resolve([...places])
          }).observe(sgd, { attributeFilter: ['data-updates'] })
        }),
    )
    await page.click('#play')
    expect(await seen).toEqual([0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000])
    await page.context().close()
  })
})

describe('a hidden tab', () => {
  it('stops, and goes on when it is seen again', async () => {
    const { page } = await under.open('#race?speed=0.125')
    await page.waitForSelector('#play[aria-label=Pause]')
    const hide = (hidden: boolean): Promise<void> =>
      page.evaluate((is) => {
        Object.defineProperty(document, 'hidden', { configurable: true, value: is })
        document.dispatchEvent(new Event('visibilitychange'))
      }, hidden)
    await hide(true)
    expect(await page.getAttribute('#play', 'aria-label')).toBe('Play')
    await hide(false)
    expect(await page.getAttribute('#play', 'aria-label')).toBe('Pause')
    await page.context().close()
  })
})

describe('what can go wrong', () => {
  it('is told where WebAssembly is missing: the picture stays, and the page lives', async () => {
    const { page } = await under.open('#race')
    await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'WebAssembly'))
    await page.reload()
    await page.waitForSelector('#race-problem:not([hidden])')
    expect(await page.textContent('#race-problem')).toContain('This browser has no WebAssembly (or it is switched off), so nothing can be trained here.')
    expect(await page.isVisible('.first-picture')).toBe(true)
    await page.click('.tabs [data-scene=fit]')
    await page.waitForSelector('.tabs [data-scene=fit][aria-current=page]')
    await page.click('.tabs [data-scene=race]')
    expect(await page.isVisible('#race-problem')).toBe(true)
    await page.context().close()
  })

  it('is told where the engine cannot be fetched', async () => {
    const { page } = await under.open('#race', { serviceWorkers: 'block' })
    await page.context().route('**/*.wasm', (route) => route.abort())
    await page.reload()
    await page.waitForSelector('#race-problem:not([hidden])', { timeout: 20_000 })
    expect(await page.textContent('#race-problem')).toMatch(/The picture is from a stored run/)
    expect(await page.isVisible('.first-picture')).toBe(true)
    await page.context().close()
  })

  it('is told when the worker was killed: what was shown stays, and it runs again', async () => {
    const { page } = await under.open('#race', { reducedMotion: 'reduce' })
    await settled(page)
    const before = await hashes(page)
    // A worker that ends at once is not started again; this one has lived.
    await page.waitForTimeout(2100)
    const [first] = page.workers()
    await Promise.all([page.waitForEvent('worker'), first!.evaluate(() => self.close()).catch(() => undefined)])
    await page.waitForSelector('#race-problem:not([hidden])')
    expect(await page.textContent('#race-problem')).toBe('The trainer stopped unexpectedly. It was started again; what you see is kept. Run again')
    expect(await hashes(page)).toEqual(before)
    await page.click('#race-problem button')
    await page.waitForSelector('#race-problem', { state: 'hidden' })
    await settled(page)
    expect(await hashes(page)).toEqual(before)
    await page.context().close()
  })
})
