/** What an editor offers where a user types options. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import { API } from 'typescript/unstable/sync'
import { afterAll, expect, test } from 'vitest'

const folder = fileURLToPath(new URL('completion/', import.meta.url))
const source = await readFile(`${folder}index.ts`, 'utf8')
const api = new API({ cwd: folder })
const config = `${folder}tsconfig.json`
const { checker } = api.updateSnapshot({ openProject: config }).getProject(config)!
afterAll(() => api.close())

/** The names offered at a place, up to `count` of them. */
function offered(place: string): string[] {
  const at = source.indexOf(`/*${place}*/`)
  expect(at).toBeGreaterThan(0)
  return checker.getCompletionsAtPosition(`${folder}index.ts`, at)?.entries.map(({ name }) => name) ?? []
}

test.each([
  ['regressor', ['batchSize?', 'epochs?', 'learningRate?', 'loss?', 'optimizer?', 'schedule?', 'seed?', 'backend?'], ['hidden?', 'classWeight?']],
  ['classifier', ['classWeight?', 'loss?', 'l2?'], ['hidden?']],
  ['perceptron', ['activation?', 'loss?', 'classWeight?'], ['hidden?']],
  ['adam', ['learningRate?', 'betas?', 'epsilon?', 'amsgrad?'], ['momentum?', 'name']],
  ['huber', ['delta?'], ['quantile?']],
])('%s offers its options, and no other’s', (place, names, others) => {
  const found = offered(place)
  expect(found).toEqual(expect.arrayContaining(names))
  for (const other of others) expect(found).not.toContain(other)
})

test.each([
  ['optimizer', ['adadelta', 'adagrad', 'adam', 'adamax', 'adamw', 'nadam', 'rmsprop', 'sgd']],
  ['loss', ['auto', 'binaryCrossEntropy', 'crossEntropy', 'hinge', 'squaredHinge']],
])('%s offers its names', (place, names) => {
  expect(offered(place).sort()).toEqual(names)
})
