/** Pictures as SVG and as a page, in a real Chromium, light and dark. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Figure } from '../src/figure/chart.js'
import { pageHtml } from '../src/figure/page.js'
import { figureSvg } from '../src/figure/svg.js'
import { FileViewer } from './browser.js'
import { folder } from './command.js'
import { CLOUD_AND_LINE, CONFUSION, LOGARITHMIC, WEIGHTS } from './figures.js'

const FIGURES: readonly [string, Figure, string[]][] = [
  ['cloud', CLOUD_AND_LINE, ['x', 'y', 'data', 'fit', '0.5']],
  ['logarithmic', LOGARITHMIC, ['rows an update', 'updates', 'measured', 'B_c', '1,000', '500', '200', '64']],
  ['weights', WEIGHTS, ['standardised coefficient', 'bmi', 'a < b & "c"', '−12']],
  ['confusion', CONFUSION, ['predicted', 'actual', 'ham', 'spam', '48']],
]

const files = folder()
let viewer: FileViewer

beforeAll(async () => {
  viewer = await FileViewer.start()
})

afterAll(async () => {
  await viewer.stop()
  files.remove()
})

function written(name: string, text: string): string {
  const path = join(files.path, name)
  writeFileSync(path, text)
  return path
}

describe.each(FIGURES)('%s as SVG', (name, figure, words) => {
  it.each(['light', 'dark'] as const)('says what it shows, alone and without complaint, on %s paper', async (colorScheme) => {
    const path = written(`${name}.svg`, figureSvg(figure))
    const { page, complaints, requests } = await viewer.open(path, { colorScheme })
    await viewer.shoot(page, `${name}-${colorScheme}`)
    const seen = await page.evaluate(() => {
      const svg = document.documentElement
      const spoken = (attribute: string) => document.getElementById(svg.getAttribute(attribute) ?? '')?.textContent
      const paper = svg.querySelector('[aria-label=frame]')
      const shown = [...svg.querySelectorAll('text')]
      const { width, height } = svg.getBoundingClientRect()
      return {
        role: svg.getAttribute('role'),
        title: spoken('aria-labelledby'),
        description: spoken('aria-describedby'),
        paper: paper && getComputedStyle(paper.matches('rect') ? paper : paper.querySelector('rect')!).fill,
        ink: getComputedStyle(svg).fill,
        texts: shown.map(({ textContent }) => textContent),
        outside: shown
          .filter((text) => {
            const box = text.getBoundingClientRect()
            return box.width > 0 && (box.left < -1 || box.top < -1 || box.right > width + 1 || box.bottom > height + 1)
          })
          .map(({ textContent }) => textContent),
      }
    })
    expect({ complaints, requests, outside: seen.outside }).toEqual({ complaints: [], requests: [], outside: [] })
    expect(seen).toMatchObject({ role: 'img', title: figure.title })
    expect(seen.description).not.toBe('')
    for (const word of [figure.title, ...words]) expect(seen.texts).toContain(word)
    expect([seen.paper, seen.ink]).toEqual(
      colorScheme === 'light' ? ['rgb(251, 250, 247)', 'rgb(22, 25, 29)'] : ['rgb(16, 19, 23)', 'rgb(242, 240, 234)'],
    )
  })
})

describe('a line in SVG', () => {
  it('lies where the numbers say', () => {
    const svg = figureSvg(CLOUD_AND_LINE)
    const [, from = '', to = ''] = /<g aria-label="line"[^>]*><path d="M([\d.,]+)L([\d.,]+)"/.exec(svg) ?? []
    const [[left, top], [right, bottom]] = [from, to].map((place) => place.split(',').map(Number)) as [[number, number], [number, number]]
    // From (0, 2) to (1, 0): both axes from end to end.
    expect(right).toBe(720 - 28)
    expect(left).toBeLessThan(60)
    expect(bottom - top).toBe(340)
  })
})

describe('a page', () => {
  const html = pageHtml({
    title: 'Which batch size & why?',
    lead: 'Sixteen <rows> an update.',
    parts: [
      { kind: 'table', caption: 'Measured', head: ['batch', 'updates'], rows: [['full', '20']] },
      { kind: 'heading', text: 'Pictures' },
      { kind: 'text', text: 'Each by itself.' },
      ...FIGURES.map(([, figure]) => figure),
    ],
  })

  it.each(['light', 'dark'] as const)('holds pictures, tables and headings, on %s paper, without network or script', async (colorScheme) => {
    const path = written('page.html', html)
    const { page, complaints, requests } = await viewer.open(path, { colorScheme, javaScriptEnabled: true })
    await viewer.shoot(page, `page-${colorScheme}`)
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] })
    expect(await page.title()).toBe('Which batch size & why?')
    expect(await page.locator('h1, h2, h3').allTextContents()).toEqual([
      'Which batch size & why?',
      'Pictures',
      ...FIGURES.map(([, { title }]) => title),
    ])
    expect(await page.locator('.lead').textContent()).toBe('Sixteen <rows> an update.')
    expect(await page.locator('svg[role=img]').count()).toBe(FIGURES.length)
    expect(await page.locator('script').count()).toBe(0)
    const ids = await page.locator('[id]').evaluateAll((elements) => elements.map(({ id }) => id))
    expect(new Set(ids).size).toBe(ids.length)
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    expect(paper).toBe(colorScheme === 'light' ? 'rgb(251, 250, 247)' : 'rgb(16, 19, 23)')
    const line = await page.locator('svg [aria-label=line]').first().evaluate((element) => getComputedStyle(element).stroke)
    expect(line).toBe(colorScheme === 'light' ? 'rgb(168, 32, 26)' : 'rgb(255, 138, 128)')
  })

  it('lists the numbers of a small picture, and fits a phone', async () => {
    const { page } = await viewer.open(written('page.html', html), { viewport: { width: 390, height: 844 } })
    const numbers = page.locator('details').nth(1)
    await numbers.locator('summary').click()
    expect(await numbers.locator('tbody tr').count()).toBe(16)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  })
})
