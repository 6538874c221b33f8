/** What the page writes, and the characters its fonts are cut to: a missing one would be drawn in another family. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fonts, systemSigns } from '../scripts/fonts.mjs'
import { PageUnderTest } from './browser.ts'
import { openScene, pictured, views } from './scenes.ts'

const kept: Readonly<Record<string, string>> = {
  'Source Serif 4': fonts['source-serif-4'].characters,
  'Source Sans 3': fonts['source-sans-3'].characters,
  'Source Code Pro': fonts['source-code-pro'].characters + fonts['source-code-pro-hash'].characters,
}

let under: PageUnderTest
beforeAll(async () => {
  under = await PageUnderTest.start()
})
afterAll(() => under?.stop())

/** Every character under an element, by the first family of its font. */
function written(): Record<string, string> {
  const found: Record<string, Set<string>> = {}
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const family = getComputedStyle(node.parentElement!).fontFamily.split(',')[0]!.replaceAll('"', '')
    found[family] ??= new Set()
    for (const character of node.textContent!.replace(/\s/g, ' ')) found[family].add(character)
  }
  return Object.fromEntries(Object.entries(found).map(([family, characters]) => [family, [...characters].join('')]))
}

describe('the fonts have every character', () => {
  for (const scene of pictured) {
    it(`of ${scene.name}`, async () => {
      const { page } = await openScene(under, scene, views['laptop']!)
      const characters = await page.evaluate(written)
      await page.context().close()
      expect(Object.keys(characters)).toContain('Source Serif 4')
      for (const [family, own] of Object.entries(characters)) {
        const missing = [...own].filter((character) => !`${kept[family]}${systemSigns}`.includes(character))
        expect(missing, family).toEqual([])
      }
    })
  }
})
