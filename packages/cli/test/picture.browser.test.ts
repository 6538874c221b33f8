/** What `--plot` writes, opened in a real Chromium: every picture of a number, of classes, and of the tutorial. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FileViewer } from './browser.js'
import { document, FIXTURES, folder } from './command.js'

const files = folder()
const table = (name: string) => join(FIXTURES, `tables/${name}.csv`)
let viewer: FileViewer

beforeAll(async () => {
  viewer = await FileViewer.start()
})

afterAll(async () => {
  await viewer.stop()
  files.remove()
})

const PAGES: readonly [string, string[], string[]][] = [
  ['diabetes', ['train', table('diabetes'), '--target', 'target', '--validation', '0.3'], ['epoch', 'loss', 'actual target', 'predicted target', 'residual', 'standardised coefficient']],
  ['iris', ['train', table('iris'), '--target', 'target', '--validation', '0.3'], ['actual', 'predicted', 'false positive rate', 'true positive rate', 'predicted probability', 'share that is of the class']],
  ['digits', ['train', table('digits'), '--target', 'target', '--task', 'classification', '--hidden', '16', '--validation', '0.3', '--seed', '1'], ['actual', 'predicted', 'true positive rate']],
  ['tutorial', ['tutorial'], ['X', 'y', 'Fitted Line', 'batch', 'mini-batch', 'stochastic', 'mean squared error of all rows']],
]

describe.each(PAGES)('the page of %s', (name, command, words) => {
  it('is labelled, whole without network, and complains of nothing, on light and dark paper', async () => {
    const path = join(files.path, `${name}.html`)
    await document([...command, '--plot', path])
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, complaints, requests } = await viewer.open(path, { colorScheme })
      await viewer.shoot(page, `${name}-${colorScheme}`)
      expect({ complaints, requests }).toEqual({ complaints: [], requests: [] })
      const texts = await page.locator('svg text').allTextContents()
      for (const word of words) expect(texts).toContain(word)
      expect(texts.filter((text) => /NaN|undefined|Infinity/.test(text))).toEqual([])
      const named = await page.locator('svg[role=img]').evaluateAll((all) => all.map((svg) => globalThis.document.getElementById(svg.getAttribute('aria-labelledby')!)?.textContent))
      expect(named).toEqual(await page.locator('figcaption h2, figcaption h3').allTextContents())
      const cut = await page.locator('svg').evaluateAll((all) =>
        all.flatMap((svg) => {
          const frame = svg.getBoundingClientRect()
          return [...svg.querySelectorAll('text')]
            .filter((text) => {
              const box = text.getBoundingClientRect()
              return box.width > 0 && (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
            })
            .map(({ textContent }) => textContent)
        }),
      )
      expect(cut).toEqual([])
    }
  })
})
