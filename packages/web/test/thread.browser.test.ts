/** A worker that ends without a word, and keys. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { finished, PageUnderTest } from './browser.ts'

let under: PageUnderTest
beforeAll(async () => {
  under = await PageUnderTest.start()
})
afterAll(() => under?.stop())

describe('a worker that is killed', () => {
  it('is followed by another, which races as before', async () => {
    const { page } = await under.open('#race', { reducedMotion: 'reduce' })
    await finished(page)
    const hash = () => page.getAttribute('.lane[data-method=mini]', 'data-weights-hash')
    const before = await hash()
    // A worker that ends at once is not started again; this one has lived.
    await page.waitForTimeout(2100)
    const [first] = page.workers()
    await Promise.all([page.waitForEvent('worker'), first!.evaluate(() => self.close()).catch(() => undefined)])
    await page.focus('#mini-size')
    await page.keyboard.press('ArrowLeft')
    await page.waitForFunction((old) => document.querySelector<HTMLElement>('.lane[data-method=mini]')!.dataset['weightsHash'] !== old, before)
    await page.keyboard.press('ArrowRight')
    await page.waitForFunction((old) => document.querySelector<HTMLElement>('.lane[data-method=mini]')!.dataset['weightsHash'] === old, before)
    expect(await page.isHidden('#race-problem')).toBe(true)
    await page.context().close()
  })
})

describe('the keys', () => {
  it('are listed behind ?, work outside of fields, and can be switched off for good', async () => {
    const { page, complaints } = await under.open('#race', { reducedMotion: 'reduce' })
    await finished(page)
    const theme = () => page.evaluate(() => document.documentElement.dataset['theme'])
    expect(await theme()).toBe('light')
    await page.keyboard.press('d')
    expect(await theme()).toBe('dark')
    await page.click('#open-parameters')
    await page.focus('#seed')
    await page.keyboard.press('d')
    expect(await theme()).toBe('dark')
    await page.evaluate(() => (document.activeElement as HTMLElement).blur())
    await page.keyboard.press('?')
    await page.waitForSelector('#keys[open]')
    await page.click('#keys input')
    await page.keyboard.press('Escape')
    await page.keyboard.press('d')
    expect(await theme()).toBe('dark')
    await page.reload()
    await finished(page)
    await page.keyboard.press('d')
    expect(await theme()).toBe('dark')
    await page.click('#open-keys')
    expect(await page.isChecked('#keys input')).toBe(false)
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
