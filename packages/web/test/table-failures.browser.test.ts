import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PageUnderTest } from './browser.ts'
import { inNode, problem, settled, tableFile, textFile, trained } from './table.ts'

const diabetes = tableFile('diabetes')

let under: PageUnderTest
beforeAll(async () => {
  under = await PageUnderTest.start()
})
afterAll(() => under?.stop())

describe('your table, when something is wrong', () => {
  const bad: readonly [what: string, body: Uint8Array | string, sentence: RegExp][] = [
    ['an empty file', '', /.+\./],
    ['a header only', 'a,b\n', /row/i],
    ['a ragged row', 'a,b\n1,2\n3\n', /row|line/i],
    ['names that repeat', 'a,a\n1,2\n3,4\n', /'?a'?/],
    ['an archive', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 0, 0, 10, 0, 0]), /.+\./],
    ['damaged gzip', new Uint8Array([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7]), /.+\./],
    [
      'text in a column of numbers',
      `x,y\n${Array.from({ length: 60 }, (_, row) => `${row},${2 * row}\n`).join('')}one,2\n`,
      /bad\.csv.*row.*'x'.*'one'/is,
    ],
  ]
  for (const [what, body, sentence] of bad) {
    it(`says in a sentence what is wrong with ${what}, and takes the next file`, async () => {
      const { page, complaints } = await under.open('#table?seed=1')
      await page.setInputFiles('#table-file', textFile('bad.csv', body))
      const said = await problem(page)
      expect(said).toMatch(sentence)
      expect(said).not.toMatch(/undefined|\[object|unreachable|NaN/)
      await page.setInputFiles('#table-file', diabetes)
      expect(await trained(page)).toBe((await inNode('diabetes', { seed: 1 })).model.weightsHash)
      expect(await page.isHidden('#table-problem')).toBe(true)
      expect(complaints).toEqual([])
      await page.context().close()
    })
  }

  const cures: readonly [what: string, body: string, sentence: RegExp, offer: string][] = [
    [
      'text among numbers, by taking it as text',
      `x,y\n${Array.from({ length: 60 }, (_, row) => `${row % 5},${2 * row}\n`).join('')}one,2\n`,
      /column 'x': expected a number.* got 'one'\. Everything else was read\.$/,
      'Take x as text',
    ],
    [
      'infinite cells, by leaving the column out',
      `x,z,y\n${Array.from({ length: 60 }, (_, row) => `${row === 7 ? 'inf' : row},${row % 9},${row % 9}\n`).join('')}`,
      /row 8 .*column 'x': expected a finite number, got 'inf'\. Everything else was read\.$/,
      'Leave x out',
    ],
  ]
  for (const [what, body, sentence, offer] of cures) {
    it(`cures ${what}`, async () => {
      const { page, complaints } = await under.open('#table')
      await page.setInputFiles('#table-file', textFile('bad.csv', body))
      expect(await problem(page)).toMatch(sentence)
      await page.click(`.table-problem button:text-is("${offer}")`)
      await trained(page)
      expect(await page.isVisible('.result-number')).toBe(true)
      expect(complaints).toEqual([])
      await page.context().close()
    })
  }

  it('says which text is no number to predict, and predicts names instead', async () => {
    const { page, complaints } = await under.open('#table?sample=iris')
    const hash = await trained(page)
    await page.selectOption('[aria-label="target, taken as"]', 'number')
    await page.click('#table-train')
    expect(await problem(page)).toMatch(/row 1 .*column 'target': expected a number as the target, got 'setosa'\. The other columns are fine\.$/)
    await page.click('.table-problem button:text-is("Take target as names")')
    expect(await trained(page)).toBe(hash)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  const hopeless: readonly [what: string, body: string, sentence: string][] = [
    ['a single column', 'a\n1\n2\n3\n', 'One column only: there is nothing to predict it from.'],
    ['one class only', `x,y\n${'1,a\n2,a\n'.repeat(9)}`, 'Every row has the same y: there is nothing to tell apart. Choose another column to predict.'],
    [
      'a different text in every row',
      `x,y\n${Array.from({ length: 90 }, (_, row) => `${row},w${row}\n`).join('')}`,
      'y has 90 different texts in 90 rows: too many to learn any. Choose another column to predict.',
    ],
    ['nothing but missing cells', 'x,y\n,\n,\n,\n', 'Every cell is missing: there is nothing to learn from.'],
    ['a target that is missing everywhere', `x,y\n${'1,\n2,\n'.repeat(9)}`, 'Every y is missing. Choose another column to predict.'],
  ]
  for (const [what, body, sentence] of hopeless) {
    it(`trains nothing on ${what}, and says why`, async () => {
      const { page, complaints } = await under.open('#table')
      await page.setInputFiles('#table-file', textFile('bad.csv', body))
      await settled(page)
      // Where the last column cannot be predicted another one is; asked for it, the page says why not.
      if (body.startsWith('x,y')) {
        await page.selectOption('#table-target', 'y')
        await page.click('#table-train')
      }
      expect(await problem(page)).toBe(sentence)
      await page.setInputFiles('#table-file', diabetes)
      await trained(page)
      expect(complaints).toEqual([])
      await page.context().close()
    })
  }

  it('takes missing cells and words for them as missing', async () => {
    const { page } = await under.open('#table')
    const rows = Array.from({ length: 80 }, (_, row) => `${row % 10 === 3 ? ['NaN', 'NA', ''][row % 3] : row},${row}\n`)
    await page.setInputFiles('#table-file', textFile('gaps.csv', `x,y\n${rows.join('')}`))
    await trained(page)
    expect(await page.textContent('#table-narration')).toContain('80 rows, 2 columns, 8 cells missing')
    await page.context().close()
  })
})
