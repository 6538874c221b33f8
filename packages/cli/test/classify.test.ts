/** Classes and hidden layers from end to end: train, predict, evaluate, inspect. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Dataset } from 'minibatch'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { document, FIXTURES, folder, minibatch } from './command.js'

const table = (name: string) => join(FIXTURES, `tables/${name}.csv`)
const CLASSES = ['setosa', 'versicolor', 'virginica']

interface ClassMetrics {
  accuracy: number
  logLoss: number | null
  f1: number
  auc: number | null
}

interface Trained {
  task: string
  model: string
  rows: number
  loss: number
  metrics: { train: ClassMetrics; validation?: ClassMetrics }
  weightsHash: string
}

describe('iris, whose classes are text', () => {
  let place: ReturnType<typeof folder>
  let model: string
  let trained: Trained
  beforeAll(async () => {
    place = folder()
    model = join(place.path, 'm.safetensors')
    trained = await document<Trained>(['train', table('iris'), '--target', 'target', '--out', model])
  })
  afterAll(() => place.remove())

  it('is classified without being told', () => {
    expect(trained).toMatchObject({ task: 'classification', model: 'linear', rows: 150 })
    expect(Object.keys(trained.metrics.train).toSorted()).toEqual(['accuracy', 'auc', 'f1', 'logLoss'])
    expect(trained.metrics.train.accuracy).toBeGreaterThanOrEqual(0.95)
  })

  it('is predicted by the labels of the table', async () => {
    const { stdout, code } = await minibatch(['predict', model, table('iris'), '--keep', 'target', '-q'])
    expect(code).toBe(0)
    const lines = stdout.trim().split('\n')
    expect(lines.shift()).toBe('target,prediction')
    const met = lines.map((line) => line.split(',')).filter(([truth, label]) => truth === label)
    expect(met.length / lines.length).toBeCloseTo(trained.metrics.train.accuracy, 12)
    const { predictions } = await document<{ predictions: string[] }>(['predict', model, table('iris')])
    expect(predictions).toEqual(lines.map((line) => line.split(',')[1]))
  })

  it('has one probability a class', async () => {
    const { stdout } = await minibatch(['predict', model, table('iris'), '--probability', '-q'])
    const lines = stdout.trim().split('\n')
    expect(lines.shift()).toBe(CLASSES.join(','))
    const rows = lines.map((line) => line.split(',').map(Number))
    expect(rows).toHaveLength(150)
    for (const row of rows) expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6)
    const found = await document<{ classes: string[]; probabilities: number[][] }>(['predict', model, table('iris'), '--probability'])
    expect(found).toMatchObject({ classes: CLASSES, probabilities: rows })
    const out = join(place.path, 'p.jsonl')
    await document(['predict', model, table('iris'), '--probability', '--out', out])
    const first = JSON.parse(readFileSync(out, 'utf8').split('\n')[0]!) as object
    expect(Object.keys(first)).toEqual(CLASSES)
  })

  it('is evaluated and inspected as it was trained', async () => {
    const { metrics, loss } = await document<{ metrics: ClassMetrics; loss: number }>(['evaluate', model, table('iris')])
    expect(metrics).toEqual(trained.metrics.train)
    expect(loss).toBe(trained.loss)
    const card = await document(['inspect', model])
    expect(card).toMatchObject({ classes: CLASSES, classesAreNumbers: false, outputs: 3, weightsHash: trained.weightsHash })
    const { stdout } = await minibatch(['inspect', model])
    expect(stdout).toMatch(/^linear classification of 'target'\n[^]*classes +setosa, versicolor, virginica\n/)
    expect(stdout).toMatch(/standardised coefficients, largest first +setosa +versicolor +virginica\n/)
  })

  it('reads well in the report', async () => {
    const { stdout } = await minibatch(['train', table('iris'), '--target', 'target', '--validation', '0.3', '-q'])
    expect(stdout).toMatch(/^linear classification of 'target'\n105 rows, 4 features, 3 classes: setosa, versicolor, virginica\n/)
    expect(stdout).toMatch(/accuracy +[\d.]+ +[\d.]+\nlog loss +[\d.]+ +[\d.]+\nF1, mean of the classes .*\narea under the ROC curve .*\n/)
  })

  it('holds out the classes in their proportion', async () => {
    const rows = await document<Trained>(['train', table('iris'), '--target', 'target', '--validation', '0.2', '--epochs', '1'])
    expect(rows.rows).toBe(120)
    const { train } = (await Dataset.fromCsv(table('iris'), { target: 'target' })).split({ test: 0.2, seed: 0, stratify: true })
    const counts = CLASSES.map((name) => train.texts('target').filter((text) => text === name).length)
    expect(counts).toEqual([40, 40, 40])
  })

  it('has no R2 and no probability where there is none', async () => {
    const place = folder()
    try {
      const hinge = join(place.path, 'h.safetensors')
      const args = ['train', table('breast_cancer'), '--target', 'target', '--loss', 'hinge', '--epochs', '20', '--l2', '0']
      const { metrics } = await document<Trained>([...args, '--out', hinge])
      expect(metrics.train.accuracy).toBeGreaterThan(0.95)
      expect(metrics.train.logLoss).toBeNull()
      const { code, stderr, stdout } = await minibatch(['predict', hinge, table('breast_cancer'), '--probability', '-q'])
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(/hinge.*no probabilities/)
    } finally {
      place.remove()
    }
  })
})

describe('two classes', () => {
  it('have the log odds of the second as their equation, by the sigmoid; by softmax one output each', async () => {
    const place = folder({ 'two.csv': `a,b,kind\n${Array.from({ length: 40 }, (_, i) => `${i % 7},${(i * 3) % 5},${i % 7 > 3 ? 'yes' : 'no'}`).join('\n')}\n` })
    try {
      const args = ['train', 'two.csv', '--target', 'kind', '--epochs', '50', '--l2', '0', '-q']
      const { stdout } = await minibatch(args, { cwd: place.path })
      expect(stdout).toMatch(/^log odds of yes = -?[\d.]+ [+-] [\d.]+·a [+-] [\d.]+·b$/m)
      const { stdout: soft } = await minibatch([...args, '--loss', 'crossEntropy'], { cwd: place.path })
      expect(soft).toMatch(/standardised coefficients, largest first +no +yes\n/)
    } finally {
      place.remove()
    }
  })
})

describe('hidden layers', () => {
  it('read the digits', async () => {
    const args = ['train', table('digits'), '--target', 'target', '--task', 'classification', '--model', 'mlp']
    const { metrics, model, rows } = await document<Trained>(args)
    // A tenth is held out where --validation says nothing.
    expect([model, rows]).toEqual(['mlp', 1617])
    expect(metrics.validation!.accuracy).toBeGreaterThanOrEqual(0.95)
  })

  it('take their sizes, activation and dropout, and say them', async () => {
    const flags = ['--hidden', '16,8', '--activation', 'tanh', '--dropout', '0.1', '--epochs', '3']
    const { stdout, code } = await minibatch(['train', table('iris'), '--target', 'target', ...flags, '-q'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^layers 4 → 16 tanh dropout 0\.1 → 8 tanh dropout 0\.1 → 3, 243 parameters$/m)
  })

  it('predict numbers too', async () => {
    const place = folder()
    try {
      const model = join(place.path, 'm.safetensors')
      const args = ['train', table('diabetes'), '--target', 'target', '--model', 'mlp', '--validation', '0.2', '--out', model]
      const { metrics, weightsHash } = await document<{ metrics: { validation: { r2: number } }; weightsHash: string }>(args)
      expect(metrics.validation.r2).toBeGreaterThan(0.35)
      const again = await document<{ weightsHash: string }>(args)
      expect(again.weightsHash).toBe(weightsHash)
      const { predictions } = await document<{ predictions: number[] }>(['predict', model, table('diabetes')])
      expect(predictions.every((value) => value > 0 && value < 400)).toBe(true)
      const card = await document<{ layers: object[]; coefficients?: unknown }>(['inspect', model])
      expect(card.layers).toMatchObject([{ inputs: 10, units: 64, activation: 'relu' }, { inputs: 64, units: 1 }])
      expect(card.coefficients).toBeUndefined()
    } finally {
      place.remove()
    }
  })

  it('train on every row where nothing stops them early', async () => {
    const args = ['train', table('diabetes'), '--target', 'target', '--model', 'mlp', '--early-stopping', 'none', '--epochs', '2']
    expect(await document<Trained>(args)).toMatchObject({ rows: 442, metrics: { train: expect.anything() } })
  })
})

describe('options of the run', () => {
  it('counts keep their units with the poisson loss', async () => {
    const { metrics } = await document<{ metrics: { train: Record<string, number> } }>(['train', table('diabetes'), '--target', 'target', '--loss', 'poisson'])
    expect(Object.keys(metrics.train).toSorted()).toEqual(['mae', 'poissonDeviance', 'r2', 'rmse'])
    expect(metrics.train['r2']).toBeGreaterThan(0.4)
  })

  it('take none for early stopping', async () => {
    const args = ['train', table('diabetes'), '--target', 'target', '--early-stopping', 'none', '--l2', '0']
    const { epochs } = await document<{ epochs: number }>(args)
    // 4,000 updates of 7 batches an epoch: at most 500 epochs are planned, and all are done.
    expect(epochs).toBe(500)
  })

  it('reach the core', async () => {
    const place = folder()
    try {
      const model = join(place.path, 'm.safetensors')
      const flags =
        '--accumulate-batches 2 --average ema --class-weight 1,2,3 --clip-norm 5 --clip-value 2 --init-seed 9 --l1 0.001 --numerics strict --threads 1 --shuffle none --epochs 2 --l2 0'
      await document(['train', table('iris'), '--target', 'target', ...flags.split(' '), '--out', model])
      const { training } = await document<{ training: { options: object } }>(['inspect', model])
      expect(training.options).toMatchObject({
        accumulateBatches: 2,
        average: { name: 'ema' },
        classWeight: [1, 2, 3],
        clipNorm: 5,
        clipValue: 2,
        l1: 0.001,
        shuffle: 'none',
      })
    } finally {
      place.remove()
    }
  })
})
