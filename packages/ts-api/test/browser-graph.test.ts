import { readFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

const root = new URL('..', import.meta.url)

test('no file that a browser loads asks for a module of Node', async () => {
  const files = await reachable('browser')
  expect(files.size).toBeGreaterThan(20)
  for (const [file, imports] of files) expect(imports, file).not.toContainEqual(expect.stringMatching(/^node:/))
  expect([...files.values()].flat().every((name) => /^[.#]/.test(name))).toBe(true)
})

/** An import or re-export at the start of a line, or a dynamic import. */
const IMPORT = /(?:^(?:import|export|\})[^'"\n]*from |^import |\bimport\()['"]([^'"]+)['"]/gm

/** The modules that the entry reaches under a condition, each with what it imports. */
async function reachable(condition: string): Promise<Map<string, string[]>> {
  const { imports } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'))
  const files = new Map<string, string[]>()
  const waiting = [new URL('dist/index.js', root).href]
  for (let file = waiting.pop(); file; file = waiting.pop()) {
    if (files.has(file) || file.includes('/wasm/')) continue
    const text = await readFile(new URL(file), 'utf8')
    const names = [...text.matchAll(IMPORT)].map(([, name]) => name!)
    files.set(file, names)
    for (const name of names) {
      const target = name.startsWith('#') ? new URL(imports[name][condition] ?? imports[name].default, root) : new URL(name, file)
      if (target.protocol === 'file:') waiting.push(target.href)
    }
  }
  return files
}
