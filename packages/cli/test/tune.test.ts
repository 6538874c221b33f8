/** tune: a config that train takes, never worse than the defaults, the same again with --trials. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { document, FIXTURES, folder, minibatch } from './command.js'

interface Trial {
  options: { learningRate: number | 'auto'; batchSize: number; l2: number | 'auto'; hidden?: object[] }
  origin: string
  loss: number | null
  score: number | null
}

interface Found {
  learningRate: { suggestion: number | null; reason: string }
  batchSize: { batchSize: number; candidates: { batchSize: number; seconds: number | null; measured: boolean }[] } | null
  baseline: Trial
  best: Trial
  trials: Trial[]
  config: Record<string, unknown>
  folds: number
}

const DIABETES = join(FIXTURES, 'tables/diabetes.csv')
const files = folder()

afterAll(files.remove)

const asked = (...flags: string[]) => ['tune', DIABETES, '--target', 'target', '--seed', '3', ...flags]

describe('tune', () => {
  it('finds options that are no worse than the defaults, and train takes them', async () => {
    const out = join(files.path, 'tuned.json')
    const found = await document<Found>(asked('--trials', '6', '--out', out))
    expect(found.trials.map(({ origin }) => origin)).toEqual(['defaults', 'range test', ...new Array(5).fill('search')])
    expect(found.folds).toBe(5)
    expect(found.best.loss!).toBeLessThanOrEqual(found.baseline.loss!)
    expect(found.baseline).toEqual(found.trials[0])
    expect(found.baseline.options).toEqual({ learningRate: 'auto', batchSize: 64, l2: 'auto' })
    expect(found.learningRate.reason).toContain('Learning rate')
    const { batchSize, candidates } = found.batchSize!
    const soonest = candidates.filter(({ measured }) => measured).map(({ seconds }) => seconds ?? Infinity)
    expect(candidates.find((candidate) => candidate.batchSize === batchSize)!.seconds!).toBeLessThanOrEqual(1.15 * Math.min(...soonest))
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual(found.config)
    const trained = await document(['train', '--config', out])
    expect(trained).toMatchObject({ task: 'regression', model: 'linear' })
  })

  it('with a number of trials finds the same again; hidden layers are tuned too', async () => {
    const flags = ['--trials', '3', '--hidden', '8', '--epochs', '5']
    const [found, again] = [await document<Found>(asked(...flags)), await document<Found>(asked(...flags))]
    expect(again.trials).toEqual(found.trials)
    expect(again.config).toEqual(found.config)
    for (const { options } of found.trials) expect(options.hidden!.length).toBeGreaterThan(0)
    expect(found.config['hidden']).toEqual(expect.arrayContaining([expect.any(Number)]))
  })

  it('with a budget of time tries the batch size of this machine too, and prints a config', async () => {
    const { trials } = await document<Found>(asked('--budget', '3'))
    expect(trials.map(({ origin }) => origin)).toContain('advice')
    const { code, stdout } = await minibatch(asked('--budget', '0.2', '--quiet'))
    expect(code).toBe(0)
    for (const words of ['batch size on this machine', 'held-out loss', 'defaults  held-out loss', 'config for train --config:']) {
      expect(stdout).toContain(words)
    }
  })

  it.each([
    [['--budget', '0'], /--budget takes a number above 0/],
    [['--trials', '1.5'], /--trials takes a whole number of at least 1/],
    [['--budget', '1', '--trials', '1'], /--budget and --trials/],
  ])('refuses %j', async (flags, sentence) => {
    const { code, stderr } = await minibatch(asked(...flags))
    expect(code).toBe(2)
    expect(stderr).toMatch(sentence)
  })

  it('ends with 130 on Ctrl-C', async () => {
    const { code } = await minibatch(asked('--budget', '60'), { onChild: (child) => setTimeout(() => child.kill('SIGINT'), 1500) })
    expect(code).toBe(130)
  })
})
