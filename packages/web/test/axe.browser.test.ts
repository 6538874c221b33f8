/** Every scene by axe's rules, in every view: nothing serious, nothing critical. */
import axe from 'axe-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PageUnderTest } from './browser.ts'
import { openScene, pictured, views } from './scenes.ts'

let under: PageUnderTest
beforeAll(async () => {
  under = await PageUnderTest.start()
})
afterAll(() => under?.stop())

describe('axe finds nothing serious', () => {
  for (const scene of pictured) {
    for (const [view, options] of Object.entries(views)) {
      it(`in ${scene.name}, ${view}`, async () => {
        const { page } = await openScene(under, scene, options)
        await page.evaluate(axe.source)
        const { violations, passes } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run())
        await page.context().close()
        expect(passes.length).toBeGreaterThan(20)
        const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
        expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('\n')}`)).toEqual([])
      })
    }
  }
})
