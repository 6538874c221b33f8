import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { adam, Dataset, dense, sequential, Trainer } from 'minibatch'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PageUnderTest } from './browser.ts'

const command = join(import.meta.dirname, '../../cli/bin/minibatch.js')
const still = { reducedMotion: 'reduce' } as const

let under: PageUnderTest
/** Inside the package, so that programs there find `minibatch`. */
let folder: string
beforeAll(async () => {
  const generated = join(import.meta.dirname, '../dist-types')
  mkdirSync(generated, { recursive: true })
  folder = mkdtempSync(join(generated, 'fit-'))
  under = await PageUnderTest.start()
})
afterAll(async () => {
  await under?.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.getElementById('scene-fit')?.dataset['settled'] === 'true', undefined, {
    timeout: 40_000,
  })
}

/** The example's table as the page hands it out. */
async function download(page: Page): Promise<string> {
  await page.$eval('.fit-code-part', (part) => ((part as HTMLDetailsElement).open = true))
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('#fit-file')])
  const path = join(folder, file.suggestedFilename())
  copyFileSync(await file.path(), path)
  return path
}

/** Runs the program on show beside the table it reads; gives the hash it prints last. */
async function hashOfProgram(page: Page): Promise<string> {
  await page.click('[data-language=typescript]')
  const program = join(folder, 'program.mjs')
  writeFileSync(program, (await page.textContent('#fit-code'))!)
  const printed = execFileSync(process.execPath, [program], { cwd: folder, encoding: 'utf8' })
  return printed.trim().split('\n').at(-1)!
}

/** Runs the command on show. */
async function hashOfCommand(page: Page): Promise<string> {
  await page.click('[data-language=command]')
  const [name, ...words] = (await page.textContent('#fit-code'))!.replaceAll('\\\n', ' ').trim().split(/\s+/)
  expect(name).toBe('minibatch')
  const printed = execFileSync(process.execPath, [command, ...words, '--json', '--quiet'], { cwd: folder, encoding: 'utf8' })
  return (JSON.parse(printed) as { weightsHash: string }).weightsHash
}

/** The run of the opening scene in Node. */
async function classesInNode(csv: string, epochs: number): Promise<{ trainer: Trainer; test: Dataset }> {
  const { train, test } = (await Dataset.fromCsv(csv, { target: 'class' })).split({ test: 0.25, stratify: true, seed: 3 })
  const layers = [dense(24, 'tanh'), dense(24, 'tanh'), dense(1)]
  const optimizer = adam({ learningRate: 0.006 })
  const trainer = new Trainer(sequential(train, layers), train, { batchSize: 16, epochs: 160, seed: 3, optimizer, schedule: 'constant' })
  await trainer.run({ epochs })
  return { trainer, test }
}

/** Which class's ground the stage shows at points of the plane. */
function groundAt(page: Page, points: readonly (readonly [number, number])[]): Promise<string[]> {
  return page.evaluate((places) => {
    const stage = document.getElementById('fit-stage')!
    const canvas = stage.querySelector<HTMLCanvasElement>('.fit-ground')!
    const axis = (text: string | undefined) => {
      const [from, to, low, high] = text!.split(' ').map(Number) as [number, number, number, number]
      return (value: number) => low + ((value - from) / (to - from)) * (high - low)
    }
    const [x, y] = [axis(stage.dataset['x']), axis(stage.dataset['y'])]
    const style = getComputedStyle(document.documentElement)
    const colour = (name: string): number[] => {
      const value = style.getPropertyValue(`--${name}`).trim()
      return [1, 3, 5].map((at) => Number.parseInt(value.slice(at, at + 2), 16))
    }
    const none = colour('valley')
    const grounds = ['a', 'b'].map((name) => colour(`class-${name}-tint`).map((value, channel) => value - none[channel]!))
    const context = canvas.getContext('2d')!
    const density = canvas.width / canvas.clientWidth
    return places.map(([px, py]) => {
      const pixel = context.getImageData(Math.round(x(px) * density), Math.round(y(py) * density), 1, 1).data
      // How far the pixel has gone from the undecided colour towards each ground.
      const gone = grounds.map((ground) => {
        const along = ground.reduce((sum, value, channel) => sum + value * (pixel[channel]! - none[channel]!), 0)
        return along / Math.hypot(...ground)
      })
      return gone[0]! > gone[1]! ? 'A' : 'B'
    })
  }, points)
}

describe('fit', () => {
  for (const example of ['line', 'polynomial', 'sine', 'classes', 'digits']) {
    it(`trains ${example} to the weights of the program and the command beside it`, async () => {
      const { page, complaints } = await under.open(`#fit?ex=${example}`, still)
      await settled(page)
      const hash = await page.textContent('#fit-hash')
      expect(hash).toMatch(/^[0-9a-f]{16}$/)
      await download(page)
      expect(await hashOfProgram(page)).toBe(hash)
      expect(await hashOfCommand(page)).toBe(hash)
      expect(complaints).toEqual([])
      await page.context().close()
    })
  }

  it('follows every control to the weights of the program beside it', async () => {
    const { page, complaints } = await under.open('#fit?ex=sine&m=1&lr=0.01&opt=sgd&hid=8-4&act=relu&ep=7&seed=11', still)
    await settled(page)
    await download(page)
    const hash = await page.textContent('#fit-hash')
    expect(await hashOfProgram(page)).toBe(hash)
    expect(await hashOfCommand(page)).toBe(hash)
    await page.selectOption('#fit-optimizer', 'rmsprop')
    await page.fill('#fit-layers', 'none')
    await page.press('#fit-layers', 'Enter')
    await page.fill('#fit-epochs', '5')
    await page.press('#fit-epochs', 'Enter')
    await page.focus('#fit-size')
    await page.keyboard.press('End')
    await page.waitForFunction((before) => document.getElementById('fit-hash')?.textContent !== before, hash)
    await page.waitForFunction(() => document.getElementById('fit-code')!.textContent!.length > 0)
    await settled(page)
    expect(await page.getAttribute('#fit-size', 'aria-valuetext')).toBe('all 300 rows, 1 update an epoch')
    expect(new URL(page.url()).hash).toMatch(/m=300/)
    expect(await hashOfProgram(page)).toBe(await page.textContent('#fit-hash'))
    expect(await hashOfCommand(page)).toBe(await page.textContent('#fit-hash'))
    expect(complaints).toEqual([])
    await page.context().close()
  })

  for (const epoch of [20, 160]) {
    it(`shows the ground of the class that Node's model predicts after epoch ${epoch}`, async () => {
      const { page } = await under.open(`#fit?at=${epoch}`, still)
      await settled(page)
      const { trainer, test } = await classesInNode(await download(page), epoch)
      const across = Array.from({ length: 12 }, (_, index) => -1.5 + index * 0.27)
      const points = across.flatMap((x) => [-1.05, -0.6, -0.2, 0.2, 0.6, 1].map((y) => [x, y] as const))
      const rows = points.map(([x1, x2]) => ({ x1, x2 }))
      const sure = trainer.model().predictProbability(rows)
      const told = points.map((_, index) => Math.abs(sure.data[2 * index]! - 0.5) > 0.1)
      const expected = trainer.predict(rows) as string[]
      const ground = await groundAt(page, points)
      expect(told.filter(Boolean).length).toBeGreaterThan(60)
      expect(new Set(expected).size).toBe(2)
      expect(ground.filter((_, index) => told[index])).toEqual(expected.filter((_, index) => told[index]))
      const { confusionMatrix, loss } = trainer.evaluate(test)
      const right = confusionMatrix![0]![0]! + confusionMatrix![1]![1]!
      expect(await page.textContent('#fit-narration')).toBe(
        `Epoch ${epoch} of 160. ${right} of 100 points it never saw are on the right side of the line.`,
      )
      expect(Number(await page.textContent('#fit-numbers div:first-child dd'))).toBeCloseTo(loss, 2)
      await page.context().close()
    })
  }

  it('is scrubbed by keys, by the slider on the chart and by the frames of the film', async () => {
    const { page, complaints } = await under.open('#fit?at=40', still)
    await settled(page)
    const narrated = async (epoch: number): Promise<void> => {
      await page.waitForFunction((n) => document.getElementById('fit-narration')!.textContent!.startsWith(`Epoch ${n} of`), epoch)
    }
    const updates = () => page.textContent('#fit-numbers div:last-child dd')
    expect(await updates()).toBe('760')
    await page.keyboard.press('ArrowRight')
    await narrated(41)
    expect(await updates()).toBe('779')
    await page.keyboard.press('Shift+ArrowLeft')
    await narrated(40)
    await page.keyboard.press('Shift+ArrowRight')
    await narrated(80)
    await page.keyboard.press('Home')
    await page.waitForFunction(() => document.getElementById('fit-narration')!.textContent!.startsWith('The start'))
    expect(await updates()).toBe('0')
    await page.keyboard.press('End')
    await narrated(160)
    await page.focus('#fit-epoch')
    await page.keyboard.press('ArrowLeft')
    await narrated(159)
    expect(await page.getAttribute('#fit-epoch', 'aria-valuetext')).toMatch(/^Epoch 159 of 160, loss 0\.\d+, \d+ of 100 unseen points right\.$/)
    const plot = (await page.locator('.fit-loss-plot').boundingBox())!
    await page.mouse.click(plot.x + 44 + (plot.width - 44 - 58) / 2, plot.y + plot.height / 2)
    await narrated(80)
    await page.click('#fit-film button >> nth=2')
    await narrated(10)
    await settled(page)
    expect(await page.getAttribute('#fit-film button >> nth=2', 'aria-pressed')).toBe('true')
    expect(new URL(page.url()).hash).toBe('#fit?at=10')
    await page.keyboard.press('t')
    expect(await page.textContent('.fit .chart-table tbody tr:nth-child(11) th')).toBe('10')
    expect(await page.$$eval('.fit .chart-table tbody tr', (rows) => rows.length)).toBe(161)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('plays by itself from the start, pauses by Space, and a link to where it stands opens there', async () => {
    const { page, complaints } = await under.open('#fit')
    await page.waitForSelector('.fit .play[aria-label=Pause]')
    await page.waitForFunction(() => /^Epoch [1-9]/.test(document.getElementById('fit-narration')!.textContent!))
    await page.keyboard.press('Space')
    await page.waitForSelector('.fit .play[aria-label=Play]')
    await settled(page)
    const [narration, address] = [await page.textContent('#fit-narration'), page.url()]
    const epoch = Number(/^Epoch (\d+)/.exec(narration!)![1])
    expect(epoch).toBeLessThan(160)
    expect(new URL(address).hash).toBe(`#fit?at=${epoch}`)
    const hash = await page.textContent('#fit-hash')
    const { page: other } = await under.open(new URL(address).hash)
    await settled(other)
    expect(await other.textContent('#fit-narration')).toBe(narration)
    expect(await other.textContent('#fit-hash')).toBe(hash)
    await other.context().close()
    await page.selectOption('#fit-speed', '4')
    await page.keyboard.press('Tab')
    await page.evaluate(() => (document.activeElement as HTMLElement).blur())
    await page.keyboard.press('Space')
    await page.waitForSelector('.fit .play[aria-label="Run again"]', { timeout: 20_000 })
    expect(await page.textContent('#fit-narration')).toMatch(/^Epoch 160 of 160\./)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('changes the ground of two classes at most three times in any second of its film, and ends at the last epoch', async () => {
    const { page } = await under.open('#fit?at=0')
    await settled(page)
    await page.selectOption('#fit-speed', '4')
    await page.evaluate(() => {
      const context = document.querySelector<HTMLCanvasElement>('.fit-ground')!.getContext('2d')!
      const times: number[] = []
      const paint = context.drawImage.bind(context) as (...parts: unknown[]) => void
      Object.assign(context, { drawImage: (...parts: unknown[]) => (times.push(performance.now()), paint(...parts)) })
      Object.assign(globalThis, { times })
    })
    await page.click('.fit .play')
    await page.waitForSelector('.fit .play[aria-label="Run again"]', { timeout: 20_000 })
    await settled(page)
    const times = await page.evaluate(() => (globalThis as unknown as { times: number[] }).times)
    expect(times.length).toBeGreaterThan(3)
    for (const [index, time] of times.slice(0, -3).entries()) expect(times[index + 3]! - time).toBeGreaterThan(1000)
    const ground = (shown: Page): Promise<string> => shown.evaluate(() => document.querySelector<HTMLCanvasElement>('.fit-ground')!.toDataURL())
    const { page: last } = await under.open('#fit?at=160')
    await settled(last)
    expect(await ground(page)).toBe(await ground(last))
    for (const opened of [page, last]) await opened.context().close()
  })

  it('keeps the epoch on show when a parameter changes, and the example its own settings', async () => {
    const { page } = await under.open('#fit?at=40', still)
    await settled(page)
    const before = await page.textContent('#fit-hash')
    await page.keyboard.press(']')
    await page.waitForFunction((hash) => ![hash, undefined].includes(document.getElementById('fit-hash')?.textContent ?? undefined), before)
    await settled(page)
    expect(new URL(page.url()).hash).toBe('#fit?m=32&at=40')
    expect(await page.textContent('#fit-narration')).toMatch(/^Epoch 40 of 160/)
    await page.keyboard.press('-')
    await page.waitForFunction(() => location.hash.includes('lr=0.0046'))
    await page.click('[data-example=polynomial]')
    await page.waitForFunction(() => document.getElementById('fit-file')!.textContent === 'polynomial.csv')
    await settled(page)
    expect(new URL(page.url()).hash).toBe('#fit?ex=polynomial&at=160')
    expect(await page.textContent('.fit output[for=fit-size]')).toBe('16 rows')
    await page.context().close()
  })

  it('says that a rate is too large beside the controls, and offers one that is not', async () => {
    const { page, complaints } = await under.open('#fit?ex=sine&opt=sgd&lr=1&m=1&ep=20&act=relu', still)
    await page.waitForSelector('#fit-problem:not([hidden])')
    expect(await page.textContent('#fit-problem')).toMatch(/^Diverged at update [\d,]+: the learning rate 1 is too large here\. .* Use 0\.\d+$/)
    await page.click('#fit-problem button')
    await page.waitForFunction(() => document.getElementById('fit-problem')!.hidden)
    await settled(page)
    expect(await page.textContent('#fit-hash')).toMatch(/^[0-9a-f]{16}$/)
    expect(new URL(page.url()).hash).toMatch(/lr=0\.\d+/)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('tells what a link asked for in vain', async () => {
    const { page } = await under.open('#fit?ex=cats&hid=24-0&m=5000&at=900', still)
    await settled(page)
    expect(await page.$$eval('#notice li', (items) => items.map((item) => item.textContent))).toEqual([
      'The link asked for ex = “cats”; it must be one of line, polynomial, sine, classes, digits, so classes is used.',
      'The link asked for hid = “24-0”; it must be auto, none, or the units of 1 to 3 layers such as 24-24, each from 1 to 128, so auto is used.',
      'The link asked for at = “900”; it must be play or a whole number from 0 to 500, so play is used.',
    ])
    expect(await page.textContent('#fit-problem')).toContain('there are 300 rows to learn from, so all are used')
    expect(await page.inputValue('#fit-layers')).toBe('24, 24')
    await page.fill('#fit-layers', '24, 500')
    await page.press('#fit-layers', 'Enter')
    expect(await page.$eval('#fit-layers', (input) => (input as HTMLInputElement).validationMessage)).toContain('1 to 128 units')
    await page.context().close()
  })

  it('goes on after its worker was killed', async () => {
    const { page } = await under.open('#fit?at=80', still)
    await settled(page)
    const hash = await page.textContent('#fit-hash')
    await page.waitForTimeout(2100) // a worker that ends at once is not started again
    const [worker] = page.workers()
    await Promise.all([page.waitForEvent('worker'), worker!.evaluate(() => self.close()).catch(() => undefined)])
    await page.waitForSelector('#fit-problem:not([hidden])')
    expect(await page.textContent('#fit-problem')).toContain('the last finished epoch is kept')
    expect(await page.textContent('#fit-narration')).toMatch(/^Epoch 80 of 160/)
    await page.click('#fit-problem button')
    await page.waitForFunction(() => document.getElementById('fit-problem')!.hidden)
    await settled(page)
    expect(await page.textContent('#fit-hash')).toBe(hash)
    await page.context().close()
  })

  it('needs no sideways scrolling on any screen', async () => {
    for (const example of ['classes', 'digits']) {
      const { page, complaints } = await under.open(`#fit?ex=${example}`, still)
      await settled(page)
      for (const width of [360, 390, 599, 600, 768, 1023, 1024, 1280, 1600, 1920]) {
        await page.setViewportSize({ width, height: 800 })
        await page.waitForFunction((expected) => document.documentElement.clientWidth <= expected, width)
        // Charts take their new width a frame later.
        await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth), { message: `${example} at ${width}`, timeout: 5000 }).toBeLessThanOrEqual(0)
      }
      expect(complaints).toEqual([])
      await page.context().close()
    }
  })
})

/** The digits' network in Node. */
async function digitsInNode(csv: string, epochs: number): Promise<Trainer> {
  const { train } = (await Dataset.fromCsv(csv, { target: 'target', task: 'classification' })).split({ test: 0.2, stratify: true, seed: 3 })
  const optimizer = adam({ learningRate: 0.004 })
  const trainer = new Trainer(sequential(train, [dense(128, 'tanh'), dense(10)]), train, { batchSize: 32, epochs: 40, seed: 3, optimizer, schedule: 'constant' })
  await trainer.run({ epochs })
  return trainer
}

/** What the network sees of the drawing, and what the bars say of it. */
async function drawing(page: Page): Promise<{ cells: number[]; bars: string[] }> {
  await settled(page)
  const cells = (await page.getAttribute('#fit-seen', 'data-cells'))!.split(' ').map(Number)
  return { cells, bars: await page.$$eval('#fit-bars .share', (shares) => shares.map((share) => share.textContent!)) }
}

function expectedBars(trainer: Trainer, cells: readonly number[]): string[] {
  const row = Object.fromEntries(cells.map((value, index) => [`pixel_${Math.floor(index / 8)}_${index % 8}`, value]))
  return trainer.predictProbability(row).map((share) => `${(100 * share).toFixed(1)} %`)
}

describe('digits', () => {
  it('recognises a three drawn by the mouse, as sure of it as the model in Node at any epoch', async () => {
    const { page, complaints } = await under.open('#fit?ex=digits', still)
    await settled(page)
    const csv = await download(page)
    const pad = (await page.locator('#fit-pad').boundingBox())!
    const arc = async (cx: number, cy: number, radius: number, [from, to]: readonly [number, number], begin: boolean): Promise<void> => {
      for (let step = 0; step <= 16; step++) {
        const angle = from + ((to - from) * step) / 16
        await page.mouse.move(pad.x + (cx + radius * Math.cos(angle)) * pad.width, pad.y + (cy + radius * Math.sin(angle)) * pad.height)
        if (begin && step === 0) await page.mouse.down()
      }
    }
    await arc(0.48, 0.3, 0.2, [-2.8, 1.4], true)
    await arc(0.48, 0.7, 0.22, [-1.5, 2.7], false)
    await page.mouse.up()
    const { cells, bars } = await drawing(page)
    expect(bars).toEqual(expectedBars(await digitsInNode(csv, 40), cells))
    expect(await page.textContent('#fit-said')).toBe('It says 3')
    await page.evaluate(() => (document.activeElement as HTMLElement).blur())
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowRight')
    const early = await drawing(page)
    expect(early.cells).toEqual(cells)
    expect(early.bars).toEqual(expectedBars(await digitsInNode(csv, 1), cells))
    await page.click('#fit-undo')
    expect((await drawing(page)).bars).toEqual(Array.from({ length: 10 }, () => '–'))
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('recognises a one drawn by the keyboard, and clears it', async () => {
    const { page, complaints } = await under.open('#fit?ex=digits', still)
    await settled(page)
    const csv = await download(page)
    const epoch = await page.textContent('#fit-narration')
    await page.focus('#fit-pad')
    for (let press = 0; press < 3; press++) await page.keyboard.press('Shift+ArrowUp')
    await page.keyboard.press('Space')
    for (let press = 0; press < 24; press++) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Space')
    const { cells, bars } = await drawing(page)
    expect(cells.every((value, index) => [3, 4].includes(index % 8) || value === 0)).toBe(true)
    expect(bars).toEqual(expectedBars(await digitsInNode(csv, 40), cells))
    expect(await page.textContent('#fit-said')).toBe('It says 1')
    // The keys were the pad's: the film has not moved.
    expect(await page.textContent('#fit-narration')).toBe(epoch)
    await page.keyboard.press('Escape')
    expect((await drawing(page)).cells.every((value) => value === 0)).toBe(true)
    expect(await page.isDisabled('#fit-undo')).toBe(true)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('takes a finger on a phone without moving the page', async () => {
    const phone = { ...still, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
    const { page, complaints } = await under.open('#fit?ex=digits', phone)
    await settled(page)
    const pad = (await page.locator('#fit-pad').boundingBox())!
    const touch = await page.context().newCDPSession(page)
    const at = (y: number) => [{ x: pad.x + pad.width / 2, y: pad.y + y * pad.height }]
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0.2) })
    for (let step = 1; step <= 10; step++) await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(0.2 + 0.06 * step) })
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    await page.waitForFunction(() => document.getElementById('fit-said')!.textContent === 'It says 1')
    expect(await page.textContent('.fit-verdict')).toMatch(/^1, \d+ %$/)
    expect(await page.evaluate(() => scrollY)).toBe(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('is right on more than 96 of 100 digits it never saw', async () => {
    const { page } = await under.open('#fit?ex=digits', still)
    await settled(page)
    const [, right, all] = /right on (\d+) of (\d+) digits/.exec((await page.textContent('#fit-narration'))!)!
    expect(all).toBe('360')
    expect(Number(right) / Number(all)).toBeGreaterThan(0.96)
    await page.context().close()
  })
})
