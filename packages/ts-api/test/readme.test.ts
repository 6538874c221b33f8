import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
const programs = [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map(([, program]) => program!)

test('the README has programs', () => expect(programs).toHaveLength(3))

test.each(programs)('a program of the README prints what its comments say', async (program) => {
  const said = [...program.matchAll(/^ *(?:if .*)?console\.log.* \/\/ (.*)$/gm)].map(([, comment]) => comment)
  expect(said.length).toBeGreaterThan(2)
  const cwd = fileURLToPath(new URL('..', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { cwd })
  expect(stdout.trim().split('\n')).toEqual(said)
})
