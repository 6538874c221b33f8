/**
 * Every scene on a phone, a laptop and in the dark, beside the picture that was looked at and kept. At most 0.5 % of the
 * pixels may differ. `UPDATE_PICTURES=1` keeps new ones: look at them before they are committed. What differs lies in
 * dist-types/pictures after a failure.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pixelmatch from 'pixelmatch'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PageUnderTest } from './browser.ts'
import { openScene, pictured, views } from './scenes.ts'

const kept = join(import.meta.dirname, 'pictures')
const seen = join(import.meta.dirname, '../dist-types/pictures')
const update = process.env['UPDATE_PICTURES'] !== undefined
/** Share of the pixels that may differ: edges of letters do, from one version of a browser to the next. */
const most = 0.005

let under: PageUnderTest
beforeAll(async () => {
  under = await PageUnderTest.start()
  mkdirSync(seen, { recursive: true })
})
afterAll(() => under?.stop())

describe('the picture', () => {
  for (const scene of pictured) {
    for (const [view, options] of Object.entries(views)) {
      it(`of ${scene.name}, ${view}, is the one that was kept`, async () => {
        const { page, complaints } = await openScene(under, scene, options)
        const mask = scene.measured.map((selector) => page.locator(`${selector}:visible`))
        const body = await page.screenshot({ mask, maskColor: '#808080', animations: 'disabled', caret: 'hide' })
        await page.context().close()
        expect(complaints).toEqual([])
        const file = `${scene.name}-${view}.png`
        if (update) return writeFileSync(join(kept, file), body)
        writeFileSync(join(seen, file), body)
        expect(existsSync(join(kept, file)), `${file} is kept`).toBe(true)
        expect(differing(file, body)).toBeLessThanOrEqual(most)
      })
    }
  }
})

/** Share of the pixels that differ from the kept picture; the difference is written beside what was seen. */
function differing(file: string, body: Buffer): number {
  const [before, now] = [PNG.sync.read(readFileSync(join(kept, file))), PNG.sync.read(body)]
  expect([now.width, now.height]).toEqual([before.width, before.height])
  const difference = new PNG({ width: now.width, height: now.height })
  const pixels = pixelmatch(before.data, now.data, difference.data, now.width, now.height, { threshold: 0.1 })
  writeFileSync(join(seen, file.replace('.png', '-difference.png')), PNG.sync.write(difference))
  return pixels / (now.width * now.height)
}
