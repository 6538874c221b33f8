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
})
