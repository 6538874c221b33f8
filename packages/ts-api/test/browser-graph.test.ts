import { readFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

const root = new URL('..', import.meta.url)

test.each(['browser', 'workerd'])('no file that a %s loads asks for a module of Node', async (condition) => {
  const files = await reachable(['index', 'worker/index', 'worker/entry'], condition)
  expect(files.size).toBeGreaterThan(20)
  for (const [file, imports] of files) expect(imports, file).not.toContainEqual(expect.stringMatching(/^node:/))
  const packages = [...files].flatMap(([file, imports]) => imports.filter((name) => !/^[.#]/.test(name)).map((name) => [file, name]))
  expect(packages.map(([, name]) => name).toSorted()).toEqual(['hyparquet', 'hyparquet-compressors', 'hyparquet/src/column.js'])
  expect(packages.every(([file]) => /\/table\/parquet(-pages)?\.js$/.test(file!))).toBe(true)
})

test('the exports of models load neither the core nor anything of Node, and the API does not load them', async () => {
  const reached = async (entry: string) => [...(await reachable([entry], 'node')).keys()].map((file) => file.slice(root.href.length))
  const files = await reached('export/index')
  expect(files.length).toBeGreaterThan(10)
  for (const file of files) expect(file).toMatch(/^dist\/(export\/|generated\/onnx\.js$|errors\.js$)/)
  const api = await reached('index')
  expect(api.filter((file) => file.startsWith('dist/export/') || file === 'dist/generated/onnx.js')).toEqual([])
})

test.each(['node', 'browser'])('importing minibatch loads no package before a table needs one (%s)', async (condition) => {
  const files = await reachable(['index'], condition, STATIC)
  expect([...files.values()].flat().filter((name) => !/^[.#]|^node:/.test(name))).toEqual([])
})

/** An import or re-export at the start of a line. */
const STATIC = /(?:^(?:import|export|\})[^'"\n]*from |^import )['"]([^'"]+)['"]/gm

/** An import or re-export at the start of a line, or a dynamic import. */
const IMPORT = /(?:^(?:import|export|\})[^'"\n]*from |^import |\bimport\()['"]([^'"]+)['"]/gm

/** The modules that these entries reach under a condition, each with what it imports. */
async function reachable(entries: readonly string[], condition: string, pattern = IMPORT): Promise<Map<string, string[]>> {
  const { imports } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'))
  const files = new Map<string, string[]>()
  const waiting = entries.map((name) => new URL(`dist/${name}.js`, root).href)
  for (let file = waiting.pop(); file; file = waiting.pop()) {
    if (files.has(file) || file.includes('/wasm/')) continue
    const text = await readFile(new URL(file), 'utf8')
    const names = [...text.matchAll(pattern)].map(([, name]) => name!)
    files.set(file, names)
    for (const name of names) {
      if (!/^[.#]/.test(name)) continue
      const target = name.startsWith('#') ? new URL(imports[name][condition] ?? imports[name].default, root) : new URL(name, file)
      if (target.protocol === 'file:') waiting.push(target.href)
    }
  }
  return files
}
