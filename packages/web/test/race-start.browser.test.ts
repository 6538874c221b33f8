import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { methodNames, type MethodName } from '../src/method.ts'
import { PageUnderTest } from './browser.ts'
import { inNode } from './race.ts'
import { hashes, lane, linkSays, settled } from './race-page.ts'

let under: PageUnderTest
beforeAll(async () => {
  under = await PageUnderTest.start()
})
afterAll(() => under?.stop())

/** Where the map shows which (w, b), as it says itself. */
async function domain(page: Page): Promise<{ w: [number, number]; b: [number, number]; width: number; height: number }> {
  return page.evaluate(() => {
    const map = document.getElementById('map')!
    const [w0, w1, b0, b1] = map.dataset['domain']!.split(' ').map(Number)
    return { w: [w0!, w1!], b: [b0!, b1!], width: map.clientWidth, height: map.clientHeight }
  })
}

/** Middle of a walker's marker in CSS px: of all pixels of the map's top sheet round which all is in the method's colour. */
async function walker(page: Page, method: MethodName): Promise<[number, number]> {
  return page.evaluate((name) => {
    const canvas = [...document.querySelectorAll<HTMLCanvasElement>('#map canvas')].at(-1)!
    const colour = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
    const wanted = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
    const { width, height } = canvas
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height)
    const coloured = (x: number, y: number): boolean => {
      const at = 4 * (y * width + x)
      return data[at + 3]! > 250 && wanted.every((value, channel) => Math.abs(value - data[at + channel]!) < 3)
    }
    // Names are written in strokes thinner than this.
    const reach = [-4, -2, 0, 2, 4]
    const middles: [number, number][] = []
    for (let y = 4; y < height - 4; y++) {
      for (let x = 4; x < width - 4; x++) {
        if (coloured(x, y) && reach.every((dy) => reach.every((dx) => coloured(x + dx, y + dy)))) middles.push([x, y])
      }
    }
    const mean = (axis: 0 | 1): number => middles.reduce((sum, place) => sum + place[axis] + 0.5, 0) / middles.length
    const density = width / canvas.clientWidth
    return [mean(0) / density, mean(1) / density]
  }, method)
}

describe('the map', () => {
  it('has each walker at its w and b: read from the pixels', async () => {
    for (const [method, at] of [
      ['batch', 20_000],
      ['mini', 8000],
    ] as const) {
      const { page } = await under.open(`#race?show=${method}&at=${at}`, { reducedMotion: 'reduce' })
      await settled(page)
      const { w, b } = await lane(page, method)
      const map = await domain(page)
      const [x, y] = await walker(page, method)
      const unit = map.width / (map.w[1] - map.w[0])
      const wAt = map.w[0] + x / unit
      const bAt = map.b[1] - y / unit
      expect(Math.abs(wAt - w) * unit, `${method} w`).toBeLessThan(2)
      expect(Math.abs(bAt - b) * unit, `${method} b`).toBeLessThan(2)
      await page.context().close()
    }
  })

  it('lets the start be dragged: the map stands still meanwhile, and the runs are those of Node from there', async () => {
    const { page, complaints } = await under.open('#race', { reducedMotion: 'reduce' })
    await settled(page)
    const before = await domain(page)
    const first = await hashes(page)
    const handle = (await page.locator('#start-handle').boundingBox())!
    const [x, y] = [handle.x + handle.width / 2, handle.y + handle.height / 2]
    // Pressed and let go, it stays.
    await page.mouse.click(x, y)
    await settled(page)
    expect(await hashes(page)).toEqual(first)
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + 60, y - 90, { steps: 4 })
    await page.waitForFunction((hash) => document.querySelector<HTMLElement>('.lane[data-method=mini]')!.dataset['weightsHash'] !== hash, first.mini)
    expect(await domain(page)).toEqual(before)
    await page.mouse.move(x + 120, y - 180)
    await page.mouse.up()
    await linkSays(page, /w=.*b=/)
    await settled(page)
    const query = new URLSearchParams(page.url().split('?')[1])
    const start = { w: Number(query.get('w')), b: Number(query.get('b')) }
    const unit = before.width / (before.w[1] - before.w[0])
    expect(Math.abs(start.w - (-1.4063 + 120 / unit))).toBeLessThan(0.03)
    expect(Math.abs(start.b - (-0.0831 + 180 / unit))).toBeLessThan(0.03)
    const sizes = { batch: 1000, mini: 64, sgd: 1 }
    const expected: Record<string, string> = {}
    for (const name of methodNames)
      expected[name] = (await inNode({ batchSize: sizes[name], learningRate: 0.01 }, { start })).weightsHash
    expect(await hashes(page)).toEqual(expected)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('lets the start be moved by arrow keys and runs on Enter', async () => {
    const { page, complaints } = await under.open('#race', { reducedMotion: 'reduce' })
    await settled(page)
    await page.focus('#start-handle')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowUp')
    await linkSays(page, /w=-1.31&b=0.02$/)
    await settled(page)
    const start = { w: -1.31, b: 0.02 }
    expect((await lane(page, 'sgd')).weightsHash).toBe((await inNode({ batchSize: 1, learningRate: 0.01 }, { start })).weightsHash)
    expect(await page.getAttribute('#start-handle', 'aria-label')).toBe('Start at slope −1.31, intercept 0.02')
    await page.keyboard.press('Enter')
    await page.waitForSelector('#play[aria-label=Pause]')
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
