import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Dataset, dense, loadModel, type Model, type RegressionMetrics, sequential, Trainer } from 'minibatch'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PageUnderTest } from './browser.ts'

const diabetes = join(import.meta.dirname, '../../../fixtures/tables/diabetes.csv')

let under: PageUnderTest
beforeAll(async () => {
  under = await PageUnderTest.start()
})
afterAll(() => under?.stop())

/** What `minibatch train diabetes.csv --target target --validation 0.2 --seed SEED` does. */
async function inNode(seed: number): Promise<{ model: Model; r2: number }> {
  const { train, test } = (await Dataset.fromCsv(diabetes, { target: 'target' })).split({ test: 0.2, seed })
  const trainer = new Trainer(sequential(train, [dense(1)]), train, { seed, validation: test })
  await trainer.run()
  return { model: trainer.model(), r2: (trainer.evaluate(test).metrics as RegressionMetrics).r2! }
}

async function trained(page: Page): Promise<string> {
  await page.waitForFunction(
    () =>
      document.getElementById('table-train')?.textContent === 'Train again' ||
      !document.getElementById('table-problem')?.hidden,
    undefined,
    { timeout: 20_000 },
  )
  expect(await page.textContent('#table-problem')).toBe('')
  return (await page.textContent('#table-hash'))!
}

describe('your table', () => {
  it("trains an uploaded CSV to Node's hash and R², and hands out a file with these weights", async () => {
    const { page, complaints } = await under.open('#table?seed=1')
    await page.setInputFiles('#table-file', diabetes)
    const hash = await trained(page)
    const { model, r2 } = await inNode(1)
    expect(hash).toBe(model.weightsHash)
    expect(await page.textContent('.result-number')).toBe(`R² ${r2.toFixed(3)}`)
    expect(await page.textContent('#table-command')).toBe(
      'minibatch train diabetes.csv --target target --validation 0.2 --seed 1',
    )
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#table-model')])
    expect(download.suggestedFilename()).toBe('model.safetensors')
    const saved = await loadModel(new Uint8Array(readFileSync(await download.path())))
    expect(saved.weightsHash).toBe(hash)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('reads the same from gzip, and trains another target when asked', async () => {
    const { page } = await under.open('#table?seed=1')
    await page.setInputFiles('#table-file', {
      name: 'diabetes.csv.gz',
      mimeType: 'application/gzip',
      buffer: gzipSync(readFileSync(diabetes)),
    })
    expect(await trained(page)).toBe((await inNode(1)).model.weightsHash)
    await page.selectOption('#table-target', 'bmi')
    await page.click('#table-train')
    await page.waitForFunction(() => document.querySelector('.try-value')?.textContent?.startsWith('bmi'))
    expect(await page.textContent('.columns .is-target th')).toBe('bmi')
    await page.context().close()
  })

  it('opens the sample by link, answers for a row, and has sent nothing', async () => {
    const { page, complaints } = await under.open('#table?sample=diabetes')
    const requests: string[] = []
    await trained(page)
    page.on('request', (request) => requests.push(request.url()))
    const before = await page.textContent('.try-value')
    await page.focus('.try tbody input[type=range]')
    for (let press = 0; press < 20; press++) await page.keyboard.press('ArrowRight')
    await page.waitForFunction((text) => document.querySelector('.try-value')?.textContent !== text, before)
    await page.click('#table-train')
    await trained(page)
    expect(await page.textContent('.badge')).toContain('0 bytes sent.')
    expect(requests).toEqual([])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('predicts for the mean row what the model in Node does', async () => {
    const { page } = await under.open('#table?sample=diabetes&seed=5')
    await trained(page)
    const { model } = await inNode(5)
    const values = await page.$$eval('.try tbody tr', (rows) =>
      rows.map((row) => [
        row.querySelector('th')!.title,
        row.querySelector<HTMLInputElement>('input[type=number]')!.value,
      ]),
    )
    const { columns } = (await Dataset.fromCsv(diabetes)).describe()
    const row = Object.fromEntries([
      ...columns.map(({ name, mean }) => [name, Number((mean as number).toPrecision(4))]),
      ...values.map(([name, value]) => [name, Number(value)]),
    ]) as Record<string, number>
    expect(await page.textContent('.try-value')).toBe(`target ${(model.predict(row) as number).toFixed(0)}`)
    await page.context().close()
  })

  it('reads text, dates and gaps, and guesses a column of numbers to predict', async () => {
    const { page, complaints } = await under.open('#table')
    const rows = Array.from(
      { length: 200 },
      (_, row) => `${row},${['red', 'blue', ''][row % 3]},2024-01-${10 + (row % 19)},${3 * row + (row % 3)},tail`,
    )
    await page.setInputFiles('#table-file', {
      name: 'mixed table.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`size,colour,day,cost,note\n${rows.join('\n')}\n`),
    })
    await trained(page)
    expect(await page.inputValue('#table-target')).toBe('cost')
    expect(await page.$$eval('.columns thead th', (cells) => cells.map((cell) => cell.textContent))).toEqual([
      'name',
      'type',
      'missing',
      'range',
    ])
    expect(await page.$eval('.columns-scroll', (part) => part.scrollWidth - part.clientWidth)).toBe(0)
    expect(await page.textContent('#table-narration')).toContain('200 rows, 5 columns, 66 cells missing')
    expect(await page.textContent('#table-command')).toBe(
      "minibatch train 'mixed table.csv' --target cost --validation 0.2 --seed 42",
    )
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('stops a long run and keeps what it has learnt', async () => {
    const { page, complaints } = await under.open('#table?ep=100000&lr=0.001')
    await page.setInputFiles('#table-file', diabetes)
    await page.waitForFunction(() => document.getElementById('table-narration')?.textContent?.startsWith('Epoch '))
    await page.click('#table-train')
    await trained(page)
    expect(await page.textContent('#table-narration')).toContain('stopped early')
    expect(await page.textContent('.result-number')).toMatch(/^R² /)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  const bad: readonly [what: string, body: Uint8Array | string, sentence: RegExp][] = [
    ['an empty file', '', /.+\./],
    ['a header only', 'a,b\n', /row/i],
    ['a ragged row', 'a,b\n1,2\n3\n', /row|line/i],
    ['names that repeat', 'a,a\n1,2\n3,4\n', /'?a'?/],
    ['an archive', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 0, 0, 10, 0, 0]), /.+\./],
    ['damaged gzip', new Uint8Array([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7]), /.+\./],
    ['nothing but text', 'x,y\na,red\nb,blue\na,red\nb,blue\na,red\nb,blue\n', /bad\.csv.*row 1.*'y'.*a number as the target.*'red'/s],
    [
      'text in a column of numbers',
      `x,y\n${Array.from({ length: 60 }, (_, row) => `${row},${2 * row}\n`).join('')}one,2\n`,
      /bad\.csv.*row.*'x'.*'one'/is,
    ],
  ]
  for (const [what, body, sentence] of bad) {
    it(`says in a sentence what is wrong with ${what}, and takes the next file`, async () => {
      const { page, complaints } = await under.open('#table?seed=1')
      await page.setInputFiles('#table-file', {
        name: 'bad.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(body as string),
      })
      await page.waitForSelector('#table-problem:not([hidden])')
      const problem = await page.textContent('#table-problem')
      expect(problem).toMatch(sentence)
      expect(problem).not.toMatch(/undefined|\[object|unreachable|NaN/)
      await page.setInputFiles('#table-file', diabetes)
      expect(await trained(page)).toBe((await inNode(1)).model.weightsHash)
      expect(await page.isHidden('#table-problem')).toBe(true)
      expect(complaints).toEqual([])
      await page.context().close()
    })
  }
})
