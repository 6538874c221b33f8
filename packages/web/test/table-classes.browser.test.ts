import { type ClassificationMetrics, loadModel } from 'minibatch'
import { toOnnx, toTypeScript } from 'minibatch/export'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PageUnderTest } from './browser.ts'
import { inNode, inTerminal, tableFile, taken, textFile, trained } from './table.ts'

let under: PageUnderTest
beforeAll(async () => {
  under = await PageUnderTest.start()
})
afterAll(() => under?.stop())

const matrixOf = (page: Page): Promise<number[][]> =>
  page.$$eval('.matrix tbody tr', (rows) => rows.map((row) => [...row.querySelectorAll('td')].map((cell) => Number(cell.textContent))))

describe('your table, predicting classes', () => {
  it("comes to Node's weights, accuracy and confusion matrix, and prints the line that does the same", async () => {
    const { page, complaints } = await under.open('#table')
    await page.setInputFiles('#table-file', tableFile('wine'))
    const hash = await trained(page)
    const { model, test } = await inNode('wine')
    expect(hash).toBe(model.weightsHash)
    const { metrics, confusionMatrix, rows } = model.evaluate(test)
    const { accuracy, f1, logLoss } = metrics as ClassificationMetrics
    expect(await page.textContent('.result-number')).toBe(`${Math.round(accuracy * rows)} of ${rows}`)
    expect(await page.textContent('.result-words')).toBe(`rows it never saw, named rightly (${(100 * accuracy).toFixed(1)} %)`)
    expect(await page.textContent('.result-errors')).toContain(`log loss ${logLoss!.toPrecision(3)} · macro F1 ${f1.toFixed(3)}`)
    expect(await matrixOf(page)).toEqual(confusionMatrix)
    expect(await page.$$eval('.matrix th[scope=row]', (heads) => heads.map((head) => head.textContent))).toEqual(model.classes)
    expect(await inTerminal((await page.textContent('#table-command'))!)).toBe(hash)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('has room on a laptop for a table of 14 columns with all about it', async () => {
    const { page } = await under.open('#table?sample=wine')
    await trained(page)
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThanOrEqual(800)
    expect(await page.$eval('.columns-scroll', (part) => part.scrollHeight - part.clientHeight)).toBe(0)
    await page.context().close()
  })

  it('lists the rows of a miss, and fills the form with one of them', async () => {
    const { page } = await under.open('#table?sample=breast_cancer')
    await trained(page)
    const { model, test } = await inNode('breast_cancer')
    const said = model.predict(test) as string[]
    const misses = test.texts('target').flatMap((truth, place) => (truth === said[place] ? [] : [{ truth, said: said[place], place }]))
    expect(misses.length).toBeGreaterThan(0)
    const [{ truth, said: wrong }] = misses
    await page.focus(`.matrix button[aria-label*="of ${truth} said to be ${wrong}"]`)
    await page.keyboard.press('Enter')
    const listed = misses.filter((miss) => miss.truth === truth && miss.said === wrong)
    expect(await page.$$eval('.miss-list li', (items) => items.length)).toBe(listed.length)
    const first = (await page.textContent('.miss-list li button'))!
    await page.click('.miss-list li button')
    const row = /row (.+), said/.exec(first)![1]
    await page.waitForFunction((number) => document.querySelector('.try-filled')?.textContent?.includes(`row ${number},`), row)
    const at = Number(/(\d+) %/.exec(first)![1])
    const bars = await page.$$eval('.probabilities b', (shares) => shares.map((share) => Number.parseInt(share.textContent!, 10)))
    expect(bars[model.classes.indexOf(wrong as never)]).toBe(at)
    await page.context().close()
  })

  it('trains hidden layers to the weights of the printed line, with columns left out and taken as text', async () => {
    const { page, complaints } = await under.open('#table?sample=iris&model=mlp&hid=16-8&m=16&ep=40&seed=3')
    const hash = await trained(page)
    expect(hash).toBe((await inNode('iris', { hidden: [16, 8], batchSize: 16, epochs: 40, seed: 3 })).model.weightsHash)
    expect(await inTerminal((await page.textContent('#table-command'))!)).toBe(hash)
    await page.selectOption('[aria-label="sepal_width_cm, taken as"]', 'skip')
    await page.selectOption('[aria-label="petal_width_cm, taken as"]', 'text')
    expect(await page.textContent('.terminal-words')).toBe('The next run, from a terminal')
    const line = (await page.textContent('#table-command'))!
    expect(line).toContain('--exclude sepal_width_cm --categorical petal_width_cm')
    await page.click('#table-train')
    const other = await trained(page)
    expect(other).not.toBe(hash)
    expect(await inTerminal(line)).toBe(other)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('tells the ten digits apart in a matrix, taking numbers as names', async () => {
    const { page } = await under.open('#table?sample=digits&ep=5')
    const hash = await trained(page)
    const { model, test } = await inNode('digits', { task: 'classification', epochs: 5 })
    expect(hash).toBe(model.weightsHash)
    expect(await matrixOf(page)).toEqual(model.evaluate(test).confusionMatrix)
    expect(await inTerminal((await page.textContent('#table-command'))!)).toBe(hash)
    await page.context().close()
  })

  it('goes by keyboard alone from a sample to a prediction', async () => {
    const { page, complaints } = await under.open('#table')
    const press = async (key: string, until: string): Promise<void> => {
      for (let count = 0; count < 80; count++) {
        await page.keyboard.press(key)
        if (await page.evaluate((selector) => document.activeElement?.matches(selector), until)) return
      }
      throw new Error(`The focus never came to ${until}.`)
    }
    await page.waitForSelector('[data-sample=wine]')
    await press('Tab', '[data-sample=wine]')
    await page.keyboard.press('Enter')
    await trained(page)
    await press('Tab', '.columns select')
    await press('Tab', '.matrix .miss button')
    await page.keyboard.press('Enter')
    expect(await page.isVisible('.miss-list li')).toBe(true)
    await press('Tab', '.try input[type=range]')
    const before = await page.textContent('.probabilities')
    for (let count = 0; count < 30; count++) await page.keyboard.press('ArrowRight')
    await page.waitForFunction((text) => document.querySelector('.probabilities')?.textContent !== text, before)
    await press('Tab', '#table-m')
    await page.keyboard.press('ArrowUp')
    expect(await page.inputValue('#table-m')).toBe('32')
    await press('Shift+Tab', '#table-train')
    await page.keyboard.press('Enter')
    expect(await trained(page)).toBe((await inNode('wine', { batchSize: 32 })).model.weightsHash)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('hands out what Node makes of the same model, and a report that stands alone', async () => {
    const { page } = await under.open('#table?sample=wine')
    const hash = await trained(page)
    const { model, test } = await inNode('wine')
    expect((await loadModel(await taken(page, 'model.safetensors'))).weightsHash).toBe(hash)
    expect(Buffer.from(await taken(page, 'model.onnx')).equals(toOnnx(model))).toBe(true)
    expect(new TextDecoder().decode(await taken(page, 'model.ts'))).toBe(toTypeScript(model))
    const [head, ...lines] = new TextDecoder().decode(await taken(page, 'predictions.csv')).trim().split('\r\n')
    expect(head).toBe('row,truth,prediction,probability of class_0,probability of class_1,probability of class_2')
    const { data } = model.predictProbability(test)
    const predictions = model.predict(test) as string[]
    expect(lines.map((line) => line.split(',').slice(1))).toEqual(
      test.texts('target').map((truth, place) => [truth, predictions[place], ...Array.from(data.slice(3 * place, 3 * place + 3), String)]),
    )
    const report = new TextDecoder().decode(await taken(page, 'report.html'))
    expect(report).toContain(hash)
    const other = await page.context().newPage()
    const requests: string[] = []
    other.on('request', (request) => requests.push(request.url()))
    await other.setContent(report)
    expect(await other.textContent('h1')).toBe('target of wine.csv')
    expect(await other.textContent('body')).toContain('44 of 45 rows it never saw named rightly')
    expect(requests).toEqual([])
    await page.context().close()
  })

  it('leaves the rate, the layers and the target in the link, and opens them from there', async () => {
    const { page } = await under.open('#table?sample=wine')
    await trained(page)
    await page.selectOption('#table-target', 'hue')
    await page.selectOption('#table-model-kind', '32-16')
    await page.selectOption('#table-lr', '0.01')
    const link = new URL(page.url()).hash
    expect(link).toBe('#table?sample=wine&target=hue&model=mlp&hid=32-16&lr=0.01')
    await page.click('#table-train')
    const hash = await trained(page)
    const again = await under.open(link)
    expect(await trained(again.page)).toBe(hash)
    await page.context().close()
    await again.page.context().close()
  })

  it('measures the batch size where it is asked to, and prints the size that it came to', async () => {
    const { page } = await under.open('#table?sample=iris&m=auto')
    const hash = await trained(page)
    const line = (await page.textContent('#table-command'))!
    const size = /--batch-size (\d+)/.exec(line)?.[1] ?? '64'
    expect(await page.textContent('#table-m option:checked')).toBe(`Auto: ${size}`)
    expect(await inTerminal(line)).toBe(hash)
    await page.context().close()
  })

  it('tells the ten worst pairs of many classes', async () => {
    const { page, complaints } = await under.open('#table?ep=3')
    const names = Array.from({ length: 15 }, (_, index) => `kind ${String.fromCharCode(97 + index)}`)
    const lines = Array.from({ length: 900 }, (_, row) => `${(row % 15) + ((row * 7919) % 40) / 10},${(row * 31) % 17},${names[row % 15]}`)
    await page.setInputFiles('#table-file', textFile('kinds.csv', `a,b,kind\n${lines.join('\n')}\n`))
    await trained(page)
    expect(await page.$$eval('.pairs tbody tr', (rows) => rows.length)).toBe(10)
    const counts = await page.$$eval('.pairs .miss button', (buttons) => buttons.map((button) => Number(button.textContent)))
    expect(counts).toEqual(counts.toSorted((a, b) => b - a))
    await page.click('.pairs .miss button')
    expect(await page.$$eval('.miss-list li', (items) => items.length)).toBe(counts[0])
    expect(await page.$$eval('.probabilities li', (items) => items.length)).toBe(12)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('takes numbers as names where it is told to, and shows them by colour', async () => {
    const { page } = await under.open('#table')
    const lines = Array.from({ length: 200 }, (_, row) => `${row % 50},${row % 50 > 20 ? 1 : 0}`)
    await page.setInputFiles('#table-file', textFile('flags.csv', `a,flag\n${lines.join('\n')}\n`))
    await trained(page)
    expect(await page.textContent('#table-notes')).toBe('flag holds 2 different whole numbers and is predicted as a number.')
    await page.click('.note-actions button')
    const hash = await trained(page)
    expect(await page.$$eval('.columns .is-target rect', (bars) => bars.length)).toBe(2)
    const line = (await page.textContent('#table-command'))!
    expect(line).toContain('--target flag --task classification')
    expect(hash).toMatch(/^[0-9a-f]{16}$/)
    await page.context().close()
  })
})
