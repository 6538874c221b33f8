/** What a first visit costs: the bytes are held to a limit, the first paint is printed. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { firstLoadLimit, pageSizes } from '../scripts/sizes.mjs'
import { PageUnderTest } from './browser.ts'

test('the first load keeps to its limit, and fetches nothing beyond what is counted', async () => {
  const { first, total } = await pageSizes(join(import.meta.dirname, '../dist'))
  const under = await PageUnderTest.start()
  try {
    const { page } = await under.open('#race')
    await page.waitForSelector('#play:not([disabled])')
    const fetched = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname))
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
