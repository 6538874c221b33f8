/** The page that compare writes, in a real Chromium, light and dark, beside its numbers. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FileViewer } from './browser.js'
import { document as documentOf, FIXTURES, folder } from './command.js'
import { correlatedCsv } from './correlated.js'

interface Interval {
  median: number | null
}

interface Found {
  sizes: { batchSize: number | 'full'; learningRate: number; stepsToTarget: Interval; steps: number; runs: { weightsHash: string }[] }[]
  summary: string
  roof: { readBytesPerSecond: number } | null
  targetLoss: { target: number }
}

const files = folder({ 'wide.csv': correlatedCsv(200_000, 32) })
let viewer: FileViewer

beforeAll(async () => {
  viewer = await FileViewer.start()
})

afterAll(async () => {
  await viewer.stop()
  files.remove()
})

const TITLES = [
  'Updates to the target loss, S(B)',
  'Time of an update, t(B)',
  'Time to the target loss, T(B) = S(B) t(B)',
  'Held-out loss by updates',
  'Held-out loss by time',
]
const AXES = ['rows an update, B', 'updates to target', 'seconds an update', 'seconds to target', 'updates', 'held-out loss', 'seconds of updates on this machine']

describe.each([
  ['diabetes', join(FIXTURES, 'tables/diabetes.csv'), 'target', []],
  ['wide', join(files.path, 'wide.csv'), 'y', ['--batch-sizes', 'full,4096,256,64,8,1', '--seeds', '3']],
] as const)('compare on %s', (name, table, target, flags) => {
  const html = join(files.path, `${name}.html`)
  let found: Found

  beforeAll(async () => {
    found = await documentOf<Found>(['compare', table, '--target', target, ...flags, '--html', html])
  }, 300_000)

  it.each(['light', 'dark'] as const)('is one page with titles and labelled axes, and asks for nothing else, on %s paper', async (colorScheme) => {
    const { page, complaints, requests } = await viewer.open(html, { colorScheme })
    await viewer.shoot(page, `compare-${name}-${colorScheme}`)
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] })
    const figures = await page.locator('figure').evaluateAll((all) =>
      all.map((figure) => {
        const svg = figure.querySelector('svg')!
        const spoken = document.getElementById(svg.getAttribute('aria-labelledby') ?? '')?.textContent
        return { title: figure.querySelector('h2, h3')?.textContent, spoken, texts: [...svg.querySelectorAll('text')].map(({ textContent }) => textContent) }
      }),
    )
    expect(figures.map(({ title }) => title)).toEqual(TITLES)
    expect(figures.map(({ spoken }) => spoken)).toEqual(TITLES)
    for (const { texts } of figures) expect(texts.filter((text) => AXES.includes(text!))).toHaveLength(2)
    const [paper, ink] = await page.evaluate(() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color])
    expect(paper).toBe(colorScheme === 'light' ? 'rgb(251, 250, 247)' : 'rgb(16, 19, 23)')
    expect(ink).not.toBe(paper)
  })

  it('shows the numbers of its JSON', async () => {
    const { page } = await viewer.open(html)
    expect(await page.locator('.lead').textContent()).toBe(found.summary)
    const [table, hashes] = [page.locator('table').first(), page.locator('table').last()]
    const cells = await table.locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.children].map(({ textContent }) => textContent!)))
    expect(cells).toHaveLength(found.sizes.length)
    for (const [i, { batchSize, learningRate, stepsToTarget }] of found.sizes.entries()) {
      const [, batch, rate, updates] = cells[i]!
      expect(batch!.startsWith(batchSize === 'full' ? 'full' : batchSize.toLocaleString('en-US'))).toBe(true)
      expect(Number.parseFloat(rate!)).toBeCloseTo(learningRate, 3)
      expect(updates!.split(' ')[0]).toBe(stepsToTarget.median === null ? 'n/a' : stepsToTarget.median.toLocaleString('en-US'))
    }
    // Nothing of the tables is hidden on a wide screen.
    const hidden = await page.locator('.wide').evaluateAll((all) => all.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).length)
    expect(hidden).toBe(0)
    const shown = await hashes.locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.children].map(({ textContent }) => textContent!)))
    expect(shown).toEqual(
      found.sizes.map(({ batchSize, steps, runs }) => [String(batchSize), String(steps), ...runs.map(({ weightsHash }) => weightsHash)]),
    )
    expect(readFileSync(html, 'utf8')).not.toMatch(/https?:\/\/(?!www\.w3\.org)/)
  })
})
