import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { loadModel, type RegressionMetrics, type Row } from 'minibatch'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PageUnderTest } from './browser.ts'
import { inNode, tableFile, taken, trained } from './table.ts'

const diabetes = tableFile('diabetes')

let under: PageUnderTest
beforeAll(async () => {
  under = await PageUnderTest.start()
})
afterAll(() => under?.stop())

describe('your table', () => {
  it("trains an uploaded CSV to Node's hash and R², and hands out a file with these weights", async () => {
    const { page, complaints } = await under.open('#table?seed=1')
    await page.setInputFiles('#table-file', diabetes)
    const hash = await trained(page)
    const { model, test } = await inNode('diabetes', { seed: 1 })
    expect(hash).toBe(model.weightsHash)
    const { r2, rmse } = model.evaluate(test).metrics as RegressionMetrics
    expect(await page.textContent('.result-errors')).toContain(`R² ${r2!.toFixed(3)}`)
    expect(await page.textContent('.result-number')).toBe(`± ${rmse.toFixed(1)}`)
    expect(await page.textContent('#table-command')).toBe(
      'minibatch train diabetes.csv --target target --validation 0.25 --seed 1',
    )
    expect((await loadModel(await taken(page, 'model.safetensors'))).weightsHash).toBe(hash)
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
    expect(await trained(page)).toBe((await inNode('diabetes', { seed: 1 })).model.weightsHash)
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

  it('starts at the row it is worst at, and predicts for it what the model in Node does', async () => {
    const { page } = await under.open('#table?sample=diabetes&seed=5')
    await trained(page)
    const { model, test } = await inNode('diabetes', { seed: 5 })
    const predicted = model.predict(test) as Float64Array
    const errors = test.texts('target').map((text, place) => Math.abs(Number(text) - predicted[place]))
    const worst = errors.indexOf(Math.max(...errors))
    expect(await page.textContent('.try-value')).toBe(`target ${predicted[worst].toFixed(0)}`)
    expect(await page.textContent('.worst-words')).toContain(`it said ${predicted[worst].toFixed(0)}`)
    const row: Record<string, Row[string]> = {}
    for (const { name } of test.describe().columns) row[name] = Number(test.texts(name, worst, 1)[0])
    await page.fill('.try input[aria-label="bmi, value"]', '40')
    await page.waitForFunction((text) => document.querySelector('.try-value')?.textContent !== text, `target ${predicted[worst].toFixed(0)}`)
    expect(await page.textContent('.try-value')).toBe(`target ${(model.predict({ ...row, bmi: 40 }) as number).toFixed(0)}`)
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
      'values',
    ])
    expect(await page.$eval('.columns-scroll', (part) => part.scrollWidth - part.clientWidth)).toBe(0)
    expect(await page.textContent('#table-narration')).toContain('200 rows, 5 columns, 66 cells missing')
    expect(await page.textContent('.missing-words')).toBe('66 cells are taken as missing.')
    await page.click('.missing-part button:text-is("Show them")')
    await page.waitForSelector('.missing-list li')
    const told = Array.from({ length: 20 }, (_, cell) => `row ${3 * cell + 3}, colour`)
    expect(await page.$$eval('.missing-list li', (cells) => cells.map((cell) => cell.textContent))).toEqual([...told, 'and 46 more'])
    await page.click('.missing-part button:text-is("Hide them")')
    expect(await page.isHidden('.missing-list')).toBe(true)
    expect(await page.textContent('#table-command')).toBe(
      "minibatch train 'mixed table.csv' --target cost --validation 0.25 --seed 42",
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
    expect(await page.textContent('.result-number')).toMatch(/^± /)
    expect(await page.textContent('.terminal-words')).toBe('The whole run, from a terminal')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('hands out the predictions of numbers as Node makes them, and shows them as a table', async () => {
    const { page } = await under.open('#table?sample=diabetes')
    await trained(page)
    const { model, test } = await inNode('diabetes')
    const predicted = model.predict(test) as Float64Array
    const [head, ...lines] = new TextDecoder().decode(await taken(page, 'predictions.csv')).trim().split('\r\n')
    expect(head).toBe('row,truth,prediction')
    expect(lines.map((line) => line.split(',').slice(1))).toEqual(test.texts('target').map((truth, place) => [truth, String(predicted[place])]))
    await page.keyboard.press('t')
    expect(await page.$$eval('.predicted-place tbody tr', (rows) => rows.length)).toBe(test.rows)
    expect(await page.isHidden('.loss-plot')).toBe(true)
    await page.keyboard.press('t')
    expect(await page.isVisible('.loss-plot canvas')).toBe(true)
    await page.keyboard.press(']')
    expect(await page.inputValue('#table-m')).toBe('128')
    await page.keyboard.press('r')
    expect(await trained(page)).toBe((await inNode('diabetes', { batchSize: 128 })).model.weightsHash)
    await page.context().close()
  })

  it('lets a run go for another file, and for the sample of another link', async () => {
    const { page, complaints } = await under.open('#table?m=1&ep=100000')
    await page.setInputFiles('#table-file', diabetes)
    await page.waitForFunction(() => document.getElementById('table-narration')?.textContent?.startsWith('Epoch '))
    await page.evaluate(() => (location.hash = '#table?sample=iris'))
    await page.waitForFunction(() => document.getElementById('table-narration')?.textContent?.startsWith('iris.csv · '))
    expect(await trained(page)).toBe((await inNode('iris')).model.weightsHash)
    await page.setInputFiles('#table-file', tableFile('wine'))
    expect(await trained(page)).toBe((await inNode('wine')).model.weightsHash)
    expect(await page.textContent('#table-narration')).toContain('wine.csv · 178 rows')
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
