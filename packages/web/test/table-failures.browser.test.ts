import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PageUnderTest } from './browser.ts'
import { inNode, problem, tableFile, textFile, trained } from './table.ts'

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
})
