import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PageUnderTest } from './browser.ts'
import { inNode, inTerminal, tableFile, textFile, trained } from './table.ts'

const kinds = (ending: string): string => join(import.meta.dirname, `../../../fixtures/columnar/kinds.${ending}`)

/** Wine as rows of objects. */
function wineRows(): Record<string, string | number>[] {
  const [head, ...lines] = readFileSync(tableFile('wine'), 'utf8').trim().split('\n').map((line) => line.split(','))
  return lines.map((cells) => Object.fromEntries(cells.map((cell, index) => [head[index], index < head.length - 1 ? Number(cell) : cell])))
}

let under: PageUnderTest
let hash: string
beforeAll(async () => {
  under = await PageUnderTest.start()
  hash = (await inNode('wine')).model.weightsHash
})
afterAll(() => under?.stop())

/** Gives the page a file as a drop anywhere on the scene does. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const data = await page.evaluateHandle(
    ([file, body]) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([body], file))
      return transfer
    },
    [name, text],
  )
  await page.dispatchEvent('#scene-table', 'drop', { dataTransfer: data })
}

describe('your table, whatever it comes as', () => {
  const forms: readonly [form: string, name: string, body: () => string | Uint8Array][] = [
    ['TSV', 'wine.tsv', () => readFileSync(tableFile('wine'), 'utf8').replaceAll(',', '\t')],
    ['gzip', 'wine.csv.gz', () => gzipSync(readFileSync(tableFile('wine')))],
    ['JSON', 'wine.json', () => JSON.stringify(wineRows())],
    ['JSON lines', 'wine.jsonl', () => wineRows().map((row) => JSON.stringify(row)).join('\n')],
    ['packed JSON lines', 'wine.jsonl.gz', () => gzipSync(wineRows().map((row) => JSON.stringify(row)).join('\n'))],
    ['JSON without an ending', 'wine', () => JSON.stringify(wineRows())],
  ]
  for (const [form, name, body] of forms) {
    it(`reads ${form} to the weights of the CSV`, async () => {
      const { page, complaints } = await under.open('#table')
      await page.setInputFiles('#table-file', textFile(name, body()))
      expect(await trained(page)).toBe(hash)
      expect(await page.textContent('#table-command')).toContain(name === 'wine' ? 'train wine --format json' : `train ${name} `)
      expect(await page.textContent('.badge')).toContain('0 bytes sent.')
      expect(complaints).toEqual([])
      await page.context().close()
    })
  }

  it('reads Parquet as the CSV of the same rows, fetching its reader before the file is opened', async () => {
    const { page, complaints } = await under.open('#table?ep=30')
    await page.setInputFiles('#table-file', kinds('csv'))
    const asCsv = await trained(page)
    const target = await page.inputValue('#table-target')
    await page.setInputFiles('#table-file', kinds('parquet'))
    await page.waitForFunction(() => document.getElementById('table-narration')?.textContent?.startsWith('kinds.parquet'))
    await page.selectOption('#table-target', target)
    await page.click('#table-train')
    expect(await trained(page)).toBe(asCsv)
    expect(await page.textContent('.badge')).toContain('0 bytes sent.')
    const line = (await page.textContent('#table-command'))!
    expect(line).toMatch(/^minibatch train kinds\.parquet /)
    expect(await inTerminal(line, join(kinds('csv'), '..'))).toBe(asCsv)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('takes a file that is dropped, and rows that are pasted', async () => {
    const { page } = await under.open('#table')
    await page.waitForSelector('.drop')
    await drop(page, 'dropped.csv', readFileSync(tableFile('wine'), 'utf8'))
    expect(await trained(page)).toBe(hash)
    await page.evaluate((text) => {
      const data = new DataTransfer()
      data.setData('text/plain', text)
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data }))
    }, readFileSync(tableFile('iris'), 'utf8'))
    await page.waitForFunction(() => document.getElementById('table-narration')?.textContent?.startsWith('pasted.csv · '))
    expect(await trained(page)).toBe((await inNode('iris')).model.weightsHash)
    expect(await page.textContent('#table-command')).toContain('minibatch train pasted.csv ')
    expect(new URL(page.url()).hash).toBe('#table')
    await page.context().close()
  })

  it('puts nothing of the user’s own table into the link', async () => {
    const { page } = await under.open('#table?sample=wine&target=hue')
    await trained(page)
    await page.setInputFiles('#table-file', tableFile('iris'))
    await trained(page)
    await page.selectOption('#table-target', 'sepal_width_cm')
    await page.selectOption('[aria-label="petal_width_cm, taken as"]', 'skip')
    expect(new URL(page.url()).hash).toBe('#table')
    await page.context().close()
  })

  it('counts the values of each column, by class', async () => {
    const { page } = await under.open('#table?sample=iris')
    await trained(page)
    expect(await page.$$eval('.columns .is-target rect', (bars) => bars.length)).toBe(3)
    expect(await page.$$eval('.columns tbody tr:not(.is-target) svg', (pictures) => pictures.map((picture) => picture.querySelectorAll('path').length))).toEqual([3, 3, 3, 3])
    expect(await page.textContent('.columns-part thead')).toContain('values, by class')
    await page.context().close()
  })

  it('reads 200,000 rows, trains on them, and says how long it kept the page waiting', async () => {
    const { page, complaints } = await under.open('#table')
    const lines = Array.from({ length: 200_000 }, (_, row) => {
      const [a, b, c] = [(row * 7919) % 1000, (row * 104_729) % 1000, (row * 1_299_709) % 1000]
      return `${a / 10},${b / 100},${['red', 'green', 'blue'][row % 3]},${c},${(2 * a + 3 * b + c + ((row * 31) % 17)).toFixed(1)}`
    })
    await page.evaluate(() => {
      new PerformanceObserver((list) => {
        const { body } = document
        for (const { duration } of list.getEntries()) body.dataset['longest'] = String(Math.max(Number(body.dataset['longest'] ?? 0), duration))
      }).observe({ type: 'longtask' })
    })
    // From the disk, as a user's: bytes handed over by the driver would be decoded by the page itself.
    const folder = await mkdtemp(join(tmpdir(), 'minibatch-table-'))
    await writeFile(join(folder, 'long.csv'), `a,b,colour,c,y\n${lines.join('\n')}\n`)
    await page.setInputFiles('#table-file', join(folder, 'long.csv'))
    await trained(page)
    expect(await page.textContent('#table-narration')).toContain('200,000 rows, 5 columns')
    expect(await page.$$eval('.columns svg', (pictures) => pictures.length)).toBe(5)
    // A time is no test: bench/page.mjs holds it to its aim, on a quiet machine.
    const longest = await page.evaluate(() => document.body.dataset['longest'])
    process.stdout.write(`Longest task of the page on 200,000 rows: ${longest ? `${longest} ms` : 'under 50 ms'}.\n`)
    expect(complaints).toEqual([])
    await rm(folder, { recursive: true })
    await page.context().close()
  })
})
