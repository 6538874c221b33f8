/** Training on a real table: the round trip of the verbs, the quality against least squares, the document. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Dataset, loadModel, type PermutationImportance, permutationImportance } from 'minibatch'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { document, FIXTURES, folder, minibatch } from './command.js'
import { leastSquares, r2 } from './least-squares.js'

const DIABETES = join(FIXTURES, 'tables/diabetes.csv')
const FEATURES = ['age', 'sex', 'bmi', 'bp', 's1', 's2', 's3', 's4', 's5', 's6']

interface Metrics {
  r2: number
  rmse: number
  mae: number
}

interface Trained {
  task: string
  model: string
  backend: { kind: string; simd: string }
  rows: number
  features: number
  epochs: number
  steps: number
  loss: number
  metrics: { train: Metrics; validation?: Metrics }
  seconds: number
  rowsPerSecond: number
  weightsHash: string
  out: string | null
}

/** The numbers of a column of some rows. */
function numbers(part: Dataset, column: string): number[] {
  return part.texts(column).map(Number)
}

function matrix(part: Dataset): number[][] {
  const columns = FEATURES.map((name) => numbers(part, name))
  return Array.from({ length: part.rows }, (_, i) => columns.map((column) => column[i]!))
}

describe('train on a real table', () => {
  it('comes within 0.02 of the R2 of least squares on the same split, for 20 seeds', async () => {
    const all = await Dataset.fromCsv(DIABETES, { target: 'target' })
    const seeds = Array.from({ length: 20 }, (_, seed) => seed)
    const short: string[] = []
    for (const seed of seeds) {
      const { train, test } = all.split({ test: 0.2, seed })
      const { w, b } = leastSquares(matrix(train), numbers(train, 'target'))
      const predicted = matrix(test).map((row) => row.reduce((sum, value, j) => sum + value * w[j]!, b))
      const best = r2(numbers(test, 'target'), predicted)
      const args = ['train', DIABETES, '--target', 'target', '--validation', '0.2', '--seed', String(seed)]
      const { metrics, rows } = await document<Trained>(args)
      expect(rows).toBe(train.rows)
      if (!(metrics.validation!.r2 >= best - 0.02)) short.push(`seed ${seed}: ${metrics.validation!.r2}, least squares ${best}`)
    }
    expect(short).toEqual([])
  })

  it('gives one hash for one seed, and another for another', async () => {
    const hash = async (...more: string[]) =>
      (await document<Trained>(['train', DIABETES, '--target', 'target', ...more])).weightsHash
    const [first, again, other] = [await hash('--seed', '7'), await hash('--seed', '7'), await hash('--seed', '8')]
    expect(first).toMatch(/^[0-9a-f]{16}$/)
    expect(again).toBe(first)
    expect(other).not.toBe(first)
  })

  it('takes the flags of the run', async () => {
    const args = '--loss halfSquaredError --optimizer sgd --learning-rate 0.02 --schedule constant --batch-size full --epochs 30 --l2 0.1'
    const place = folder()
    try {
      const out = join(place.path, 'm.safetensors')
      const trained = await document<Trained>(['train', DIABETES, '--target', 'target', ...args.split(' '), '--dtype', 'float64', '--exclude', 's1,s2', '--out', out])
      expect(trained).toMatchObject({ features: 8, epochs: 30, steps: 30 })
      const card = await document<{ dtype: string; loss: unknown; training: { options: Record<string, unknown> } }>(['inspect', out])
      expect(card).toMatchObject({
        dtype: 'float64',
        loss: { name: 'halfSquaredError' },
        training: {
          options: {
            optimizer: { name: 'sgd', learningRate: 0.02 },
            schedule: { name: 'constant' },
            batchSize: 442,
            l2: 0.1,
          },
        },
      })
    } finally {
      place.remove()
    }
  })

  it('takes early stopping, an optimizer as JSON and a table for validation', async () => {
    const args = ['train', DIABETES, '--target', 'target', '--validation', DIABETES, '--early-stopping', '3', '--epochs', '400']
    const optimizer = '{"name": "sgd", "momentum": 0.9}'
    const { epochs, metrics } = await document<Trained>([...args, '--optimizer', optimizer])
    expect(epochs).toBeLessThan(400)
    expect(metrics.validation).toEqual(metrics.train)
  })
})

describe('train, evaluate, predict, inspect', () => {
  let place: ReturnType<typeof folder>
  let model: string
  let trained: Trained
  beforeAll(async () => {
    place = folder()
    model = join(place.path, 'm.safetensors')
    const args = ['train', DIABETES, '--target', 'target', '--validation', '0.2', '--seed', '1', '--out', model]
    trained = await document<Trained>(args)
  })
  afterAll(() => place.remove())

  it('has every field of the document, and nothing else on stdout', () => {
    expect(Object.keys(trained)).toEqual([
      'task',
      'model',
      'backend',
      'rows',
      'features',
      'epochs',
      'steps',
      'loss',
      'metrics',
      'seconds',
      'rowsPerSecond',
      'weightsHash',
      'out',
    ])
    expect(trained).toMatchObject({ task: 'regression', model: 'linear', rows: 353, features: 10, out: model })
    expect(readdirSync(place.path)).toEqual(['m.safetensors'])
  })

  it('evaluates as the predictions it writes say', async () => {
    const predictions = join(place.path, 'p.csv')
    expect((await minibatch(['predict', model, DIABETES, '--keep', 'target', '--out', predictions])).code).toBe(0)
    const lines = readFileSync(predictions, 'utf8').trim().split('\n')
    expect(lines.shift()).toBe('target,prediction')
    const pairs = lines.map((line) => line.split(',').map(Number) as [number, number])
    const evaluation = await document<{ rows: number; loss: number; metrics: Metrics }>(['evaluate', model, DIABETES])
    expect(Object.keys(evaluation)).toEqual(['rows', 'loss', 'metrics'])
    expect(evaluation.rows).toBe(442)
    const errors = pairs.map(([y, prediction]) => prediction - y)
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    expect(evaluation.metrics.r2).toBeCloseTo(r2(pairs.map(([y]) => y), pairs.map(([, p]) => p)), 8)
    expect(evaluation.metrics.rmse).toBeCloseTo(Math.sqrt(mean(errors.map((error) => error * error))), 6)
    expect(evaluation.metrics.mae).toBeCloseTo(mean(errors.map(Math.abs)), 6)
  })

  it('says what each column is worth, as the library finds', async () => {
    const { importance } = await document<{ importance: PermutationImportance }>(['evaluate', model, DIABETES, '--importance'])
    const found = await permutationImportance(await loadModel(model), await Dataset.fromCsv(DIABETES))
    expect(importance).toEqual({ ...found })
    const { stdout } = await minibatch(['evaluate', model, DIABETES, '--importance'])
    expect(stdout).toContain(String(found))
  })

  it('predicts what its coefficients say', async () => {
    const card = await document<{ coefficients: number[]; intercept: number; names: string[]; weightsHash: string; target: string }>(['inspect', model])
    expect(card).toMatchObject({ names: FEATURES, target: 'target', weightsHash: trained.weightsHash })
    const { predictions } = await document<{ predictions: number[] }>(['predict', model, DIABETES])
    const all = await Dataset.fromCsv(DIABETES)
    const rows = matrix(all)
    rows.forEach((row, i) => {
      const expected = row.reduce((sum, value, j) => sum + value * card.coefficients[j]!, card.intercept)
      // The weights are float32; sums of ten terms of size 100 are good to about 1e-3.
      expect(Math.abs(predictions[i]! - expected)).toBeLessThan(2e-3)
    })
  })

  it('writes JSON lines where the file ends so, and CSV to stdout', async () => {
    const lines = join(place.path, 'p.jsonl')
    await document(['predict', model, DIABETES, '--keep', 'age,bmi', '--out', lines])
    const rows = readFileSync(lines, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(rows).toHaveLength(442)
    expect(Object.keys(rows[0]!)).toEqual(['age', 'bmi', 'prediction'])
    const { stdout } = await minibatch(['predict', model, DIABETES, '-q'])
    const csv = stdout.trim().split('\n')
    expect(csv[0]).toBe('prediction')
    expect(csv.slice(1).map(Number)).toEqual(rows.map(({ prediction }) => prediction))
  })

  it('reads a CSV from stdin', async () => {
    const input = readFileSync(DIABETES, 'utf8')
    const args = ['train', '-', '--target', 'target', '--validation', '0.2', '--seed', '1']
    expect((await document<Trained>(args, { input })).weightsHash).toBe(trained.weightsHash)
  })

  it('says which column a table lacks', async () => {
    const short = folder({ 'short.csv': 'age,sex\n1,2\n' })
    try {
      const { code, stderr, stdout } = await minibatch(['predict', model, 'short.csv', '-q'], { cwd: short.path })
      expect([code, stdout]).toEqual([3, ''])
      expect(stderr).toMatch(/short\.csv.*'bmi'/)
      const kept = await minibatch(['predict', model, DIABETES, '--keep', 'agee', '-q'])
      expect(kept.code).toBe(2)
      expect(kept.stderr).toMatch(/--keep.*'agee'.*Did you mean 'age'\?/)
    } finally {
      short.remove()
    }
  })

  it('leaves an older file as it was when it fails', async () => {
    const before = readFileSync(model)
    const { code } = await minibatch(['train', DIABETES, '--target', 'nothing', '--out', model])
    expect(code).toBe(2)
    expect(readFileSync(model).equals(before)).toBe(true)
  })
})

describe('the report', () => {
  it('reads well without colours', async () => {
    const args = ['train', DIABETES, '--target', 'target', '--validation', '0.2', '--seed', '1', '--plot', 'terminal']
    const { code, stdout, stderr } = await minibatch(args, { env: { NO_COLOR: '1', FORCE_COLOR: '1' } })
    expect(code, stderr).toBe(0)
    expect(stdout + stderr).not.toContain('\u001b')
    expect(stdout).toMatch(/^Loss by epoch\n.*training.*validation\n[^]*\n\nlinear regression of 'target'\n353 rows, 10 features\n {2}age +standardised/)
    expect(stdout).toMatch(/R2 +0\.\d+ +0\.\d+\n/)
    expect(stdout).toMatch(/coefficients, largest first +standardised +own units\n/)
    expect(stdout).toMatch(/weights [0-9a-f]{16}; not saved, give --out FILE\n$/)
    expect(stderr).toMatch(/^read 442 rows of diabetes\.csv in .*\ntrained \d+ epochs in .*\n$/)
  })

  it('is coloured when colours are forced, and silent on stderr with --quiet', async () => {
    const { stdout, stderr } = await minibatch(['train', DIABETES, '--target', 'target', '-q'], { env: { FORCE_COLOR: '1' } })
    expect(stdout).toContain('\u001b[1m')
    expect(stderr).toBe('')
  })

  it('writes an equation for a few features', async () => {
    const { stdout } = await minibatch(['train', DIABETES, '--target', 'target', '--exclude', 'age,sex,s1,s2,s3,s4,s5,s6', '-q'])
    expect(stdout).toMatch(/^target = -?[\d.]+ [+-] [\d.]+·bmi [+-] [\d.]+·bp$/m)
  })

  it('draws the loss as SVG', async () => {
    const place = folder()
    try {
      await document(['train', DIABETES, '--target', 'target', '--plot', join(place.path, 'loss.svg')])
      expect(readFileSync(join(place.path, 'loss.svg'), 'utf8')).toMatch(/^<svg [^]*<\/svg>\n$/)
      const bad = await minibatch(['train', DIABETES, '--target', 'target', '--plot', join(place.path, 'loss.gif')])
      expect(bad.code).toBe(2)
      expect(existsSync(join(place.path, 'loss.gif'))).toBe(false)
    } finally {
      place.remove()
    }
  })
})
