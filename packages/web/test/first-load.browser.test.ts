/** What a first visit costs: the bytes are held to a limit, the first paint is printed. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { firstLoadLimit, pageSizes } from '../scripts/sizes.mjs'
import { PageUnderTest } from './browser.ts'

/** Marks when the race can be played: it has been run. */
function markBegin(): void {
  new MutationObserver((_, observer) => {
    if (!document.querySelector('#play:not([disabled])')) return
    performance.mark('begun')
    observer.disconnect()
  }).observe(document, { attributes: true, childList: true, subtree: true })
}

test('the first load keeps to its limit, and fetches nothing beyond what is counted', async () => {
  const { first, total } = await pageSizes(join(import.meta.dirname, '../dist'))
  const under = await PageUnderTest.start()
  try {
    const { page } = await under.open('#race', {}, (opened) => opened.addInitScript(markBegin))
    await page.waitForFunction(() => performance.getEntriesByName('begun').length === 1)
    const fetched = await page.evaluate(() => {
      const [{ startTime: begun }] = performance.getEntriesByName('begun')
      const before = performance.getEntriesByType('resource').filter(({ startTime }) => startTime < begun)
      return before.map(({ name }) => new URL(name).pathname)
    })
    expect(fetched.length).toBeGreaterThan(5)
    const painted = await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime)
    const milliseconds = Math.round(Number(await painted.jsonValue()))
    process.stdout.write(`First load of the page: ${Math.round(total / 1000)} kB by gzip; first paint after ${milliseconds} ms.\n`)
    const counted = first.map(({ path }) => path)
    for (const path of fetched) expect(counted.some((known) => path.endsWith(known)), path).toBe(true)
  } finally {
    await under.stop()
  }
  expect(total).toBeLessThanOrEqual(firstLoadLimit)
})
