import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { contest } from '../contest.mjs'
import { generate, read } from '../data.mjs'
import { Reference } from '../reference.mjs'

const folder = mkdtempSync(join(tmpdir(), 'bench-'))
afterAll(() => rmSync(folder, { recursive: true }))

const workload = { name: 'small', n: 500, d: 3, batchSize: 64, epochs: 2, learningRate: 0.05, order: 'given' }
const tools = { roof: { absent: 'not probed in this test' }, numpy: { absent: 'not asked for' } }

const setting = (changed = {}) => {
  const files = generate(workload, folder)
  const reference = new Reference(workload, files)
  return { workload: { ...workload, ...changed }, files, reference, tools, core: null, rounds: 2, progress() {} }
}

test('each order is a permutation of its own', () => {
  const { n, epochs } = workload
  const orders = read(generate(workload, folder).order, Uint32Array)
  const each = Array.from({ length: epochs }, (_, epoch) => orders.subarray(epoch * n, (epoch + 1) * n))
  for (const order of each) expect(order.toSorted()).toEqual(Uint32Array.from({ length: n }, (_, i) => i))
  expect(each[0]).not.toEqual(each[1])
})

test.each(['given', 'own', 'in order'])('a peer that takes the same steps is measured: order %s', async (order) => {
  // Rows in order are another run: it has a reference of its own.
  const same = order === 'in order' ? { ...workload, name: 'ordered', order } : { ...workload, order }
  const files = generate(same, folder)
  const reference = new Reference(same, files)
  const { entries } = await contest({ ...setting(), workload: same, files, reference, names: ['javascript'] })
  expect(entries.javascript).toMatchObject({ state: 'measured' })
  expect(entries.javascript.rounds).toHaveLength(2)
})

test('weights are compared in number before their loss is', () => {
  const { reference } = setting()
  expect(reference.objection(Float64Array.of(1, 2), { batchSize: 64, sameOrder: true })).toMatch(/2 final weights, expected 4/)
})

test('a peer that takes other steps is void, with both losses in the reason', async () => {
  const { entries } = await contest({ ...setting({ learningRate: 0.01 }), names: ['javascript'] })
  expect(entries.javascript).toMatchObject({ state: 'void', reason: expect.stringMatching(/final loss .*, expected/) })
})

test('a peer that is not there is absent, one that breaks down failed; the others go on', async () => {
  const names = ['numpy', 'native', 'javascript']
  const broken = { ...tools, minibatch: { value: join(folder, 'nothing.js') } }
  const { entries } = await contest({ ...setting(), tools: broken, names })
  expect(entries.numpy).toEqual({ state: 'absent', reason: 'not asked for', rounds: [] })
  expect(entries.native).toMatchObject({ state: 'failed', reason: expect.stringContaining('nothing.js') })
  expect(entries.javascript.state).toBe('measured')
})
