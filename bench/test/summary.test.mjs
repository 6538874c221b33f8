import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readmeWithSummary, summary } from '../summary.mjs'

test('the table in the README is the newest stored result', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  expect(readme).toContain(summary())
  expect(readmeWithSummary()).toBe(readme)
})
