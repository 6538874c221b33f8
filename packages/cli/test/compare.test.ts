/** compare: what it prints, what a rerun repeats, what it refuses. */
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { document, FIXTURES, folder, minibatch, smallTable } from './command.js'

interface Interval {
  median: number | null
  low: number | null
  high: number | null
}

interface Size {
  batchSize: number | 'full'
  method: string
  rows: number
  learningRate: number
  atGridEdge: boolean
  secondsPerUpdate: Interval
  stepsToTarget: Interval
  examplesToTarget: Interval
  secondsToTarget: Interval
  lossFloor: Interval
  noiseScale: { start: number | null }
  bytes: number
  rssBytes: number | null
  roof: { bound: string; share: Interval | null }
  runs: { seed: number; steps: number | null; weightsHash: string; losses: { step: number; loss: number }[] }[]
}

interface Found {
  rows: number
  heldOutRows: number
  targetLoss: { target: number; start: number; reference: number; leastSquares: number | null }
  sizes: Size[]
  fitted: { steps: { leastSteps: number; criticalBatchSize: number } | null; times: object | null; batchSize: number | null }
  best: number | 'full'
  summary: string
  protocol: { cpu: string; backend: { kind: string } }
}

const DIABETES = join(FIXTURES, 'tables/diabetes.csv')
const ASKED = ['compare', DIABETES, '--target', 'target', '--batch-sizes', 'full,64,8,1', '--seeds', '3', '--seed', '7']
const files = folder({ 'small.csv': smallTable() })

afterAll(files.remove)

/** What no clock has touched. */
function repeatable({ rows, heldOutRows, targetLoss, sizes }: Found) {
  return {
    rows,
    heldOutRows,
    targetLoss,
    sizes: sizes.map(({ batchSize, learningRate, atGridEdge, stepsToTarget, lossFloor, noiseScale, bytes, runs }) => ({
      batchSize,
      learningRate,
      atGridEdge,
      stepsToTarget,
      lossFloor,
      noiseScale,
      bytes,
      runs,
    })),
  }
}

describe('compare', () => {
  it('gives every cell of the table, and the same steps and hashes again', async () => {
    const [found, again] = [await document<Found>(ASKED), await document<Found>(ASKED)]
    expect(repeatable(again)).toEqual(repeatable(found))
    expect(found.sizes.map(({ batchSize, method }) => [batchSize, method])).toEqual([
      ['full', 'batch'],
      [64, 'mini-batch'],
      [8, 'mini-batch'],
      [1, 'stochastic'],
    ])
    for (const size of found.sizes) {
      expect(size.runs.map(({ seed }) => seed)).toEqual([7, 8, 9])
      const steps = size.runs.map((run) => run.steps!).toSorted((a, b) => a - b)
      expect(size.stepsToTarget).toMatchObject({ low: steps[0], median: steps[1], high: steps[2] })
      expect(size.examplesToTarget.median).toBe(steps[1]! * size.rows)
      expect(size.secondsToTarget.median).toBe(steps[1]! * size.secondsPerUpdate.median!)
      expect(size.noiseScale.start).toBe(found.sizes[0]!.noiseScale.start)
      expect(size.roof).toEqual({ bound: 'latency', share: null })
      expect(size.bytes).toBeLessThan(size.rssBytes!)
      for (const { losses, steps } of size.runs) {
        const first = losses.find(({ loss }) => loss <= found.targetLoss.target)
        expect(first!.step).toBe(steps)
      }
    }
    const { target, start, reference, leastSquares } = found.targetLoss
    expect(target).toBeCloseTo(reference + 0.02 * (start - reference), 12)
    expect(leastSquares).toBeGreaterThan(0)
    const times = found.sizes.map(({ secondsToTarget }) => secondsToTarget.median!)
    expect(found.sizes[times.indexOf(Math.min(...times))]!.batchSize).toBe(found.best)
    expect(found.fitted.steps!.criticalBatchSize).toBeGreaterThan(0)
    expect(found.protocol).toMatchObject({ cpu: expect.any(String), backend: { kind: expect.any(String) } })
  })

  it('prints a table, or the same as Markdown', async () => {
    const { stdout, code } = await minibatch([...ASKED, '--quiet'])
    expect(code).toBe(0)
    for (const words of ['method', 'stochastic', 'On this machine updates of', 'S(B) = S_min (1 + B_c / B)', 't(B) = t0 + c B', 'exact least squares']) {
      expect(stdout).toContain(words)
    }
    const markdown = await minibatch([...ASKED, '--markdown', '--quiet'])
    const [head, line, ...rows] = markdown.stdout.split('\n')
    expect(head).toMatch(/^\| method \| batch \| rate \|/)
    expect(line).toMatch(/^\|---\|--:\|/)
    expect(rows.filter((row) => row.startsWith('| '))).toHaveLength(4)
  })

  it('takes a target, a model and an optimizer', async () => {
    const found = await document<Found>([
      'compare', join(files.path, 'small.csv'), '--target', 'target', '--batch-sizes', '16,4', '--seeds', '1',
      '--hidden', '4', '--optimizer', 'adam', '--target-loss', '0.5', '--epochs', '200',
    ])
    expect(found.targetLoss).toMatchObject({ target: 0.5, leastSquares: null })
    expect(found.sizes.map(({ stepsToTarget }) => stepsToTarget.median! > 0)).toEqual([true, true])
  })

  it('says n/a where no size gets to the target', async () => {
    const asked = ['compare', DIABETES, '--target', 'target', '--batch-sizes', '64', '--seeds', '1', '--target-loss', '1e-9', '--epochs', '3']
    const { code, stdout } = await minibatch([...asked, '--quiet'])
    expect([code, stdout]).toEqual([0, expect.stringContaining('n/a')])
    expect(stdout).toContain('No batch size got to a held-out loss of')
  })

  it.each([
    [['--batch-sizes', '0'], /--batch-sizes takes whole numbers of at least 1 or 'full'/],
    [['--seeds', '0'], /--seeds takes a whole number of at least 1/],
    [['--target-loss', 'low'], /--target-loss takes a number/],
    [['--json', '--markdown'], /--json and --markdown/],
    [['--dropout', '0.5'], /--dropout shapes hidden layers/],
  ])('refuses %j', async (flags, sentence) => {
    const { code, stdout, stderr } = await minibatch(['compare', DIABETES, '--target', 'target', ...flags])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(sentence)
  })

  it('ends with 130 on Ctrl-C', async () => {
    const { code, stderr } = await minibatch(['compare', DIABETES, '--target', 'target', '--hidden', '64', '--seeds', '20'], {
      onChild: (child) => setTimeout(() => child.kill('SIGINT'), 1500),
    })
    expect([code, stderr]).toEqual([130, expect.stringContaining('Interrupted')])
  })
})
