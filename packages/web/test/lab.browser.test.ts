import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Dataset, measureBatchSizes } from 'minibatch'
import type { Page } from 'playwright-core'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { measurementOptions } from '../src/scenes/lab/measurement.ts'
import { PageUnderTest } from './browser.ts'
import { trained } from './table.ts'

const fixtures = join(import.meta.dirname, '../../../fixtures')
const stored = join(import.meta.dirname, 'lab-measurement.json')

let under: PageUnderTest
beforeAll(async () => {
  under = await PageUnderTest.start()
})
afterAll(() => under?.stop())

interface Row {
  readonly rows: number
  readonly words: string
  readonly cells: readonly string[]
  readonly hashes: readonly string[]
}

/** Waits until a measurement is shown. */
async function measured(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const scene = document.getElementById('scene-lab')!
      return scene.dataset['settled'] === 'true' && scene.querySelector('#lab-ruler circle') !== null
    },
    undefined,
    { timeout: 50_000 },
  )
}

function rowsOf(page: Page): Promise<Row[]> {
  return page.$$eval('.sizes tbody tr', (rows) =>
    rows.map((row) => ({
      rows: Number((row as HTMLElement).dataset['rows']),
      words: row.querySelector('th')!.textContent ?? '',
      cells: [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? ''),
      hashes: ((row as HTMLElement).dataset['hashes'] ?? '').split(' '),
    })),
  )
}

interface Point {
  readonly rows: number
  readonly value: number
  /** Middle of its marker on the page, in CSS px. */
  readonly left: number
  readonly top: number
  /** What its place says by the chart's scales. */
  readonly rowsThere: number
  readonly valueThere: number
}

/** The points of a chart, with what their places on the screen mean. */
function pointsOf(page: Page, chart: string): Promise<Point[]> {
  return page.$eval(`#lab-${chart}`, (element) => {
    const svg = element as unknown as SVGSVGElement
    const scale = (name: 'x' | 'y') => svg.dataset[name]!.split(' ').map(Number) as [number, number, number, number]
    const value = ([low, high, from, to]: [number, number, number, number], px: number): number => low * (high / low) ** ((px - from) / (to - from))
    const corner = svg.getBoundingClientRect()
    return [...svg.querySelectorAll<SVGGElement>('.point')].map((point) => {
      const box = point.querySelector('.marker')!.getBoundingClientRect()
      const [left, top] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2]
      return {
        rows: Number(point.dataset['rows']),
        value: Number(point.dataset['value']),
        left,
        top,
        rowsThere: value(scale('x'), left - corner.left),
        valueThere: value(scale('y'), top - corner.top),
      }
    })
  })
}

/** Seconds of "1.18 µs". */
function seconds(words: string): number {
  const [value, unit] = words.replace(',', '').split(' ')
  return Number(value) * { ns: 1e-9, µs: 1e-6, ms: 1e-3, s: 1 }[unit!]!
}

/** The same measurement in Node, of the sizes the page measured. */
async function inNode(name: 'line' | 'diabetes', sizes: readonly number[], part: { model: 'linear' | 'hidden'; goal: '5' | '20'; seed: number }) {
  const tutorial = JSON.parse(readFileSync(join(fixtures, 'golden/tutorial.json'), 'utf8')) as { x: number[]; y: number[] }
  const data =
    name === 'line'
      ? Dataset.fromArrays({ x: { data: Float32Array.from(tutorial.x), columns: 1 }, y: Float32Array.from(tutorial.y) })
      : await Dataset.fromCsv(join(fixtures, 'tables/diabetes.csv'), { target: 'target' })
  const options = measurementOptions(data, { data: name, runs: '5', ...part })
  return measureBatchSizes(data, { ...options, predict: false, batchSizes: [...sizes], rounds: 1 })
}

async function equalsNode(page: Page, name: 'line' | 'diabetes', part: Parameters<typeof inNode>[2]): Promise<void> {
  const shown = await rowsOf(page)
  const found = await inNode(name, shown.map(({ rows }) => rows), part)
  for (const row of shown) {
    const size = found.sizes.find(({ rows }) => rows === row.rows)!
    expect(row.hashes).toEqual(size.runs.map(({ weightsHash }) => weightsHash))
    expect(row.cells[1]!.replace(',', '')).toBe(String(size.stepsToTarget.median))
    expect(Math.abs(Number(row.cells[0]) / size.learningRate - 1)).toBeLessThan(0.05)
  }
}

describe('the lab', () => {
  it("measures by mouse to Node's updates, rates and weights, and shows one set of numbers everywhere", async () => {
    const { page, complaints } = await under.open('#lab?runs=5&seed=7')
    expect(await page.textContent('.offer')).toMatch(/^Twelve sizes, 5 runs each: about \d+ seconds\.$/)
    await page.click('.lab-empty .measure')
    await page.waitForFunction(() => /^Size [\d,]+ of 1,000: run [1-5] of 5$/.test(document.getElementById('lab-narration')!.textContent ?? ''))
    await measured(page)
    await equalsNode(page, 'line', { model: 'linear', goal: '5', seed: 7 })
    const rows = await rowsOf(page)
    for (const [chart, column] of [['updates', 1], ['seconds', 2], ['goal', 3]] as const) {
      const points = await pointsOf(page, chart)
      expect(points.map((point) => point.rows)).toEqual(rows.map((row) => row.rows))
      for (const [i, point] of points.entries()) {
        const written = rows[i]!.cells[column]!
        const value = column === 1 ? Number(written.replace(',', '')) : seconds(written)
        expect(Math.abs(point.value / value - 1)).toBeLessThan(0.006)
        expect(Math.abs(Math.log(point.rowsThere / point.rows))).toBeLessThan(0.05)
        // A triangle's middle is not that of its box.
        if (point.rows > 1) expect(Math.abs(Math.log(point.valueThere / point.value))).toBeLessThan(0.05)
      }
    }
    const [updates, each, goal] = await Promise.all(['updates', 'seconds', 'goal'].map((chart) => pointsOf(page, chart)))
    for (const [i, { value }] of goal!.entries()) expect(value).toBeCloseTo(updates![i]!.value * each![i]!.value, 12)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('predicts the size halfway between the bends it shows, and rings the one that was soonest', async () => {
    const { page } = await under.open('#lab?runs=5')
    await page.click('.lab-empty .measure')
    await measured(page)
    const words = (await page.textContent('[aria-labelledby=lab-ruler-head] > .finding'))!
    const [, noise, time, predicted] = /^√\(([\d.,]+) × ([\d.,]+)\) = ([\d,]+): on this axis, the middle$/.exec(words)!.map((part) => Number(part.replace(',', '')))
    expect(Math.abs(predicted! - Math.sqrt(noise! * time!))).toBeLessThan(0.5 + 0.01 * predicted!)
    const rows = await rowsOf(page)
    expect(rows.filter((row) => row.words.includes('predicted')).map((row) => row.rows)).toEqual([predicted])
    const goal = await pointsOf(page, 'goal')
    const soonest = goal.toSorted((a, b) => a.value - b.value)[0]!
    expect(rows.filter((row) => row.words.includes('best')).map((row) => row.rows)).toEqual([soonest.rows])
    expect(await page.textContent('#lab-narration')).toContain(`rows: ${soonest.rows} row`)
    const ring = await page.locator('#lab-goal .ring').boundingBox()
    expect(ring!.x + ring!.width / 2).toBeCloseTo(soonest.left, 0)
    await page.waitForFunction(() => /^Measured \d+ rows? an update: [\d.]+ \w+seconds to the goal\.$/.test(document.getElementById('live')!.textContent ?? ''))
    await page.context().close()
  })

  it('is measured by keyboard, with another model and goal that the link keeps', async () => {
    const { page, complaints } = await under.open('#lab?runs=5')
    await page.waitForSelector('.lab-empty .measure')
    await page.focus('#lab-data')
    await page.keyboard.press('ArrowDown')
    await page.focus('#lab-target')
    await page.keyboard.press('End')
    await page.waitForFunction(() => location.hash.includes('goal=20'))
    expect(new URL(page.url()).hash).toBe('#lab?data=diabetes&goal=20&runs=5')
    await page.focus('.lab-empty .measure')
    await page.keyboard.press('Enter')
    await measured(page)
    // The button that was pressed has gone; the focus is on the one in its place.
    expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch(/^Measure again/)
    await equalsNode(page, 'diabetes', { model: 'linear', goal: '20', seed: 42 })
    expect(await page.textContent('#lab-words')).toContain('20 % above the least possible')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('measures on the table that was trained on in Your table', async () => {
    const { page, complaints } = await under.open('#table?sample=diabetes')
    await trained(page)
    await page.click('.tabs [data-scene=lab]')
    await page.waitForSelector('#lab-data option[value=table]', { state: 'attached' })
    expect(await page.textContent('#lab-data option[value=table]')).toBe('Your table: 442 rows')
    await page.selectOption('#lab-data', 'table')
    await page.selectOption('#lab-runs', '5')
    await page.click('.lab-empty .measure')
    await measured(page)
    await equalsNode(page, 'diabetes', { model: 'linear', goal: '5', seed: 42 })
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('says that no table is open where a link asks for one', async () => {
    const { page } = await under.open('#lab?data=table')
    await page.waitForSelector('.lab-empty .measure')
    expect(await page.textContent('.offer')).toBe('No table is open. Train on one in Your table, or choose other data here.')
    await page.click('.lab-empty .measure')
    await page.waitForSelector('#lab-problem:not([hidden])')
    expect(await page.textContent('#lab-problem')).toMatch(/^No table is open\./)
    await page.context().close()
  })

  it('stops, keeps what it has, and measures again', async () => {
    const { page, complaints } = await under.open('#lab?data=digits&runs=45')
    await page.waitForSelector('.lab-empty .measure')
    await page.keyboard.press('r')
    await page.waitForFunction(() => document.querySelectorAll('#lab-updates .point').length >= 2, undefined, { timeout: 50_000 })
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => document.getElementById('scene-lab')!.dataset['settled'] === 'true')
    const [, count] = /^Stopped: (\d+) sizes of 13 measured\.$/.exec((await page.textContent('#lab-narration'))!)!
    expect(await page.$$eval('#lab-updates .point', (points) => points.length)).toBe(Number(count))
    expect(await page.isHidden('#lab-problem')).toBe(true)
    await page.selectOption('#lab-data', 'line')
    await page.selectOption('#lab-runs', '5')
    expect(await page.textContent('.lab-controls .measure')).toMatch(/^Measure again, \d+ s$/)
    await page.click('.lab-controls .measure')
    await measured(page)
    expect((await rowsOf(page)).every((row) => row.hashes.length === 5)).toBe(true)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('says that its worker ended, and measures again with the next', async () => {
    const { page } = await under.open('#lab?runs=45')
    await page.waitForSelector('.lab-empty .measure')
    await page.waitForTimeout(2100)
    await page.click('.lab-empty .measure')
    await page.waitForFunction(() => document.querySelectorAll('#lab-updates .point').length >= 1)
    const [first] = page.workers()
    await Promise.all([page.waitForEvent('worker'), first!.evaluate(() => self.close()).catch(() => undefined)])
    await page.waitForSelector('#lab-problem:not([hidden])')
    expect(await page.textContent('#lab-problem')).toMatch(/^The trainer stopped unexpectedly\. It was started again/)
    await page.selectOption('#lab-runs', '5')
    await page.click('.lab-controls .measure')
    await measured(page)
    expect(await page.isHidden('#lab-problem')).toBe(true)
    await page.context().close()
  })

  it('saves a measurement, shows a saved one with the device it is from, and tells other files from it', async () => {
    const { page, complaints } = await under.open('#lab')
    await page.waitForSelector('.lab-empty .measure')
    await page.setInputFiles('#lab-file', stored)
    await measured(page)
    const result = JSON.parse(readFileSync(stored, 'utf8')) as { device: string; sizes: { rows: number; hashes: string[] }[] }
    expect(await page.textContent('#lab-narration')).toMatch(new RegExp(`^On ${result.device}, for these`))
    expect((await rowsOf(page)).map(({ rows, hashes }) => ({ rows, hashes }))).toEqual(result.sizes.map(({ rows, hashes }) => ({ rows, hashes })))
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#lab-save')])
    expect(download.suggestedFilename()).toBe('batch-sizes-line-linear.json')
    expect(JSON.parse(readFileSync(await download.path(), 'utf8'))).toEqual(result)
    for (const [body, sentence] of [['a,b\n1,2\n', /not JSON/], ['{"rows":1}', /no measurement/]] as const) {
      await page.setInputFiles('#lab-file', { name: 'other.json', mimeType: 'application/json', buffer: Buffer.from(body) })
      await page.waitForFunction((pattern) => new RegExp(pattern).test(document.getElementById('lab-problem')!.textContent ?? ''), sentence.source)
    }
    expect(await page.$$eval('#lab-goal .point', (points) => points.length)).toBe(result.sizes.length)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('draws each point in the colour of its method, light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await under.open('#lab', { colorScheme })
      await page.setInputFiles('#lab-file', stored)
      await measured(page)
      const points = await pointsOf(page, 'goal')
      const { data, width } = PNG.sync.read(await page.screenshot())
      const all = points.at(-1)!.rows
      for (const { rows, left, top } of points.filter((point) => points.every((other) => other === point || Math.abs(other.left - point.left) > 12))) {
        const token = rows === 1 ? 'sgd' : rows === all ? 'batch' : 'mini'
        const colour = await page.evaluate((name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim(), token)
        const at = 4 * (Math.round(top) * width + Math.round(left))
        const apart = [1, 3, 5].map((digit, channel) => Math.abs(Number.parseInt(colour.slice(digit, digit + 2), 16) - data[at + channel]!))
        expect(Math.max(...apart)).toBeLessThan(8)
      }
      await page.context().close()
    }
  })

  it('fits phones, tablets and screens without sideways scrolling', async () => {
    for (const width of [360, 390, 768, 1024, 1280, 1920]) {
      const { page, complaints } = await under.open('#lab', { viewport: { width, height: 800 } })
      const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      await page.waitForSelector('.lab-empty .measure')
      expect(await overflow(), `empty at ${width}`).toBeLessThanOrEqual(0)
      await page.setInputFiles('#lab-file', stored)
      await measured(page)
      expect(await overflow(), `at ${width}`).toBeLessThanOrEqual(0)
      const small = await page.$$eval('#scene-lab button, #scene-lab select', (controls) =>
        controls.filter((control) => control.clientHeight > 0 && control.getBoundingClientRect().height < (innerWidth < 600 ? 44 : 32)).map((control) => control.textContent),
      )
      expect(small, `targets at ${width}`).toEqual([])
      expect(complaints).toEqual([])
      await page.context().close()
    }
  })

  it('tells of a link that asks for what there is not', async () => {
    const { page } = await under.open('#lab?goal=7')
    await page.waitForSelector('.lab-empty .measure')
    expect(await page.textContent('#notice')).toContain('goal = “7”')
    expect(await page.inputValue('#lab-target')).toBe('5')
    await page.context().close()
  })
})
