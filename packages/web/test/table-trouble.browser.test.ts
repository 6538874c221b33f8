import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PageUnderTest } from './browser.ts'
import { limitedTo } from './limited-wasm.ts'
import { inNode, inTerminal, problem, tableFile, textFile, trained } from './table.ts'

let under: PageUnderTest
let folder: string
beforeAll(async () => {
  under = await PageUnderTest.start()
  folder = await mkdtemp(join(tmpdir(), 'minibatch-table-'))
})
afterAll(async () => {
  await under?.stop()
  await rm(folder, { recursive: true })
})

/** Trains on a table until an epoch has been kept, and ends the worker as a system that needs its memory would. */
async function trainUntilKilled(page: Page, table: string): Promise<void> {
  await page.setInputFiles('#table-file', tableFile(table))
  await page.waitForFunction(() => document.getElementById('table-narration')?.textContent?.startsWith('Epoch '))
  await page.waitForTimeout(2500) // one that ends at once is not started again
  await page.workers()[0].evaluate(() => self.close()).catch(() => undefined)
}

describe('your table, when the machine fails', () => {
  it('says that a file can no longer be read, and takes another', async () => {
    const { page } = await under.open('#table')
    const path = join(folder, 'gone.csv')
    await writeFile(path, await readFile(tableFile('wine')))
    await page.evaluate(() => {
      const probe = Object.assign(document.createElement('input'), { type: 'file', id: 'probe' })
      document.body.append(probe)
    })
    await page.setInputFiles('#probe', path)
    await rm(path)
    await page.evaluate(() => {
      const transfer = new DataTransfer()
      transfer.items.add((document.getElementById('probe') as HTMLInputElement).files![0])
      document.getElementById('scene-table')!.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }))
    })
    expect(await problem(page)).toBe('gone.csv cannot be read: it was moved, changed or locked since it was chosen. Nothing else is lost.')
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.click('.table-problem button')])
    await chooser.setFiles(tableFile('wine'))
    expect(await trained(page)).toBe((await inNode('wine')).model.weightsHash)
    await page.context().close()
  })

  it('runs again, with the file that is still here, when its worker is killed', async () => {
    const { page } = await under.open('#table?m=1&ep=100000&lr=0.001')
    await trainUntilKilled(page, 'diabetes')
    expect(await problem(page)).toMatch(/^The trainer stopped unexpectedly\. It was started again; epoch [\d,]+ of 100,000 is kept, /)
    await page.selectOption('#table-ep', '20')
    await page.selectOption('#table-m', '64')
    await page.click('.table-problem button:text-is("Run again")')
    expect(await trained(page)).toBe((await inNode('diabetes', { epochs: 20, learningRate: 0.001 })).model.weightsHash)
    await page.context().close()
  })

  it('shows the last epoch that was kept of a run whose worker was killed', async () => {
    const { page } = await under.open('#table?m=full&ep=100000&lr=0.001')
    await trainUntilKilled(page, 'digits')
    const [, epoch] = /; epoch ([\d,]+) of 100,000 is kept, with a loss of [\d.,]+\.$/.exec(await problem(page))!
    await page.click(`.table-problem button:text-is("Show epoch ${epoch}")`)
    const hash = await trained(page)
    const until = Number(epoch!.replaceAll(',', ''))
    expect(hash).toBe((await inNode('digits', { batchSize: 'full', epochs: 100_000, learningRate: 0.001, until })).model.weightsHash)
    expect(await page.textContent('.run-words')).toBe(`${epoch} epochs of all rows at once, stopped early`)
    expect(await page.textContent('.result-number')).toMatch(/^± /)
    await page.fill('.try-part input >> nth=0', '0')
    expect(await page.textContent('.try-value')).toMatch(/\d/)
    await page.context().close()
  })

  it('says how much memory there was, and goes on with every fourth row', async () => {
    const { page } = await under.open('#table?ep=5', { serviceWorkers: 'block' }, async (opened) => {
      await opened.route('**/core_bg*.wasm', async (route) => {
        const response = await route.fetch()
        await route.fulfill({ response, body: Buffer.from(limitedTo(await response.body(), 24 << 20)) })
      })
    })
    const lines = Array.from({ length: 400_000 }, (_, row) => `${row % 97},${(row * 7919) % 1000},${row % 13},${(row % 97) + 3 * (row % 13)}`)
    const path = join(folder, 'wide.csv')
    await writeFile(path, `a,b,c,y\n${lines.join('\n')}\n`)
    await page.setInputFiles('#table-file', path)
    expect(await problem(page)).toMatch(/^Out of memory at \d\d\.\d MB\. Your file is untouched, and the page goes on\.$/)
    await page.click('.table-problem button:text-is("Use every 4th row")')
    const hash = await trained(page)
    expect(await page.textContent('#table-narration')).toContain('a part of it: 100,000 rows')
    const line = (await page.textContent('#table-command'))!
    expect(line).toContain("awk 'NR == 1 || NR % 4 == 2' wide.csv | minibatch train - ")
    expect(await inTerminal(line, folder)).toBe(hash)
    await page.context().close()
  })

  it('asks before it reads 2 GB, and uses the first rows', async () => {
    const { page } = await under.open('#table?ep=2')
    await page.waitForSelector('.drop')
    await page.evaluate(() => {
      const lines = Array.from({ length: 20_000 }, (_, row) => `${row % 97},${row % 89},${row % 83},${row % 79},${row % 97}\n`).join('')
      const part = new Blob([lines])
      const parts = Array.from({ length: Math.ceil(2.1e9 / part.size) }, () => part)
      const transfer = new DataTransfer()
      transfer.items.add(new File(['a,b,c,d,y\n', ...parts], 'huge.csv'))
      document.getElementById('scene-table')!.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }))
    })
    expect(await problem(page)).toMatch(/^This file is 2\.10 GB and would need about \d[\d.]* GB here, more than a page can have\. It was not read\.$/)
    expect(await page.textContent('.problem-command')).toBe('minibatch train huge.csv --target COLUMN --memory 2GB')
    const button = page.locator('.table-problem button')
    const rows = Number(/first ([\d,]+) rows/.exec((await button.textContent())!)![1].replaceAll(',', ''))
    await button.click()
    await trained(page)
    expect(await page.textContent('#table-narration')).toContain(`a part of it: ${rows.toLocaleString('en-US')} rows`)
    expect(await page.textContent('#table-command')).toContain(`head -n ${rows + 1} huge.csv | minibatch train - `)
    await page.context().close()
  })

  it('says that nothing can be trained without WebAssembly, and names the terminal', async () => {
    const { page } = await under.open('#table', { serviceWorkers: 'block' }, (opened) => opened.route('**/core_bg*.wasm', (route) => route.abort()))
    expect(await problem(page)).toBe('The trainer could not be loaded, so nothing can be trained here. A terminal can:')
    expect(await page.textContent('.problem-command')).toContain('@minibatch/cli train FILE --target COLUMN')
    await page.unroute('**/core_bg*.wasm')
    await page.setInputFiles('#table-file', textFile('again.csv', await readFile(tableFile('wine'), 'utf8')))
    expect(await trained(page)).toBe((await inNode('wine')).model.weightsHash)
    await page.context().close()
  })
})
