/** The page without a network, once it has been opened with one. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { finished, PageUnderTest } from './browser.ts'

let under: PageUnderTest
beforeAll(async () => {
  under = await PageUnderTest.start()
})
afterAll(() => under?.stop())

test('opens, races and trains on a table with the network switched off', async () => {
  const { page, complaints } = await under.open('#race', { reducedMotion: 'reduce' })
  await page.waitForFunction(() => document.querySelector('.where')?.textContent?.endsWith('also offline'))
  await page.context().setOffline(true)
  await page.reload()
  await finished(page)
  await page.click('.tabs [data-scene=table]')
  await page.setInputFiles('#table-file', join(import.meta.dirname, '../../../fixtures/tables/diabetes.csv'))
  await page.waitForSelector('#table-result:not([hidden])')
  expect(await page.textContent('#table-hash')).toMatch(/^[0-9a-f]{16}$/)
  expect(complaints).toEqual([])
  await page.context().close()
})
