/** Cross-validation beside a run, and the batch size that is measured. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crossValidate, Dataset, type MetricSpreads } from 'minibatch'
import { describe, expect, it } from 'vitest'
import { document, FIXTURES, folder, minibatch } from './command.js'

const table = (name: string) => join(FIXTURES, 'tables', name)

interface Trained {
  rows: number
  weightsHash: string
  metrics: { train: object; validation?: object; folds?: MetricSpreads }
  measured?: { batchSize: number }
}

describe('--folds', () => {
  it('is the cross-validation of the library beside the model of all rows', async () => {
    const args = ['train', table('diabetes.csv'), '--target', 'target', '--seed', '2']
    const found = await document<Trained>([...args, '--folds', '4'])
    const data = await Dataset.fromCsv(table('diabetes.csv'), { target: 'target' })
    const { metrics } = await crossValidate(data, { folds: 4, seed: 2 })
    expect(found.metrics.folds).toEqual(metrics)
    expect(found.rows).toBe(442)
    expect(found.weightsHash).toBe((await document<Trained>(args)).weightsHash)
  })

  it('of hidden layers holds a tenth of every fold out, as the run does of its rows', async () => {
    const args = ['train', table('iris.csv'), '--target', 'target', '--task', 'classification', '--model', 'mlp', '--epochs', '40']
    const { metrics } = await document<Trained>([...args, '--folds', '3'])
    const data = await Dataset.fromCsv(table('iris.csv'), { target: 'target', task: 'classification' })
    const own = { hidden: [64], epochs: 40, earlyStopping: { monitor: 'validation' }, seed: 0 } as const
    const found = await crossValidate(data, { ...own, folds: 3, holdOut: { test: 0.1, stratify: true } })
    expect(metrics.folds).toEqual(found.metrics)
    expect(metrics.validation).toBeDefined()
  })

  it('is a column of the report', async () => {
    const { code, stdout, stderr } = await minibatch(['train', table('diabetes.csv'), '--target', 'target', '--folds', '3', '--validation', '0.2'])
    expect(code, stderr).toBe(0)
    expect(stdout).toMatch(/^ +training +validation +3 folds$/m)
    expect(stdout).toMatch(/^R2 +0\.\d+ +0\.\d+ +0\.\d+ ± 0\.\d+$/m)
    expect(stderr).toMatch(/\ntrained 3 folds in .*\n$/)
  })

  it.each([
    ['1', /^--folds takes a whole number of at least 2; got '1'\.\n$/],
    ['500', /^Option --folds must be a whole number from 2 to the number of rows, 442; got 500\.\n$/],
  ])('of %s is refused before anything is trained', async (folds, message) => {
    const { code, stderr } = await minibatch(['train', table('diabetes.csv'), '--target', 'target', '--folds', folds, '-q'])
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
  })
})

describe('--batch-size auto', () => {
  const args = ['train', table('diabetes.csv'), '--target', 'target']

  it('says what repeats it, and that repeats it', async () => {
    const { code, stdout, stderr } = await minibatch([...args, '--batch-size', 'auto'])
    expect(code, stderr).toBe(0)
    const [, size, hash] = /repeat with --batch-size (\d+)\nweights ([0-9a-f]{16})/.exec(stdout)!
    expect(stderr).toContain(`repeat with --batch-size ${size}\n`)
    expect((await document<Trained>([...args, '--batch-size', size!])).weightsHash).toBe(hash)
  })

  it('is in the document, and settled in a printed config', async () => {
    const found = await document<Trained>([...args, '--batch-size', 'auto', '--epochs', '5'])
    expect((await document<Trained>([...args, '--batch-size', String(found.measured!.batchSize), '--epochs', '5'])).weightsHash).toBe(found.weightsHash)
    const printed = await document<{ batchSize: number }>([...args, '--batch-size', 'auto', '--print-config'])
    expect(printed.batchSize).toBeGreaterThanOrEqual(1)
  })

  it('is not measured again when a run goes on', async () => {
    const place = folder()
    try {
      const kept = [...args, '--batch-size', 'auto', '--epochs', '5', '--checkpoint', 'run.ckpt']
      const first = await document<Trained>(kept, { cwd: place.path })
      const again = await document<Trained>([...kept, '--resume'], { cwd: place.path })
      expect([again.weightsHash, again.measured]).toEqual([first.weightsHash, first.measured])
      writeFileSync(join(place.path, 'config.json'), JSON.stringify({ batchSize: 'auto' }))
      const fromFile = await document<Trained>([...args, '--config', 'config.json', '--epochs', '5', '--checkpoint', 'run.ckpt', '--resume'], { cwd: place.path })
      expect(fromFile.weightsHash).toBe(first.weightsHash)
    } finally {
      place.remove()
    }
  })
})
