import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

test('the first program of the README prints what its comments say', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const [, program] = readme.match(/```js\n([\s\S]*?)```/) ?? []
  const said = [...(program ?? '').matchAll(/^console\.log.* \/\/ (.*)$/gm)].map(([, comment]) => comment)
  expect(said.length).toBeGreaterThan(3)
  const cwd = fileURLToPath(new URL('..', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program!], { cwd })
  expect(stdout.trim().split('\n')).toEqual(said)
})
