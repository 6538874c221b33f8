/** What a command ends with, code by code. One that does not end with 0 says one sentence on stderr and nothing on stdout. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FIXTURES, folder, minibatch, smallTable } from './command.js'

const TRAIN = ['train', 'table.csv', '--target', 'target']

let place: ReturnType<typeof folder>
beforeAll(async () => {
  place = folder({ 'table.csv': smallTable(), 'narrow.csv': 'a\n1\n', 'broken.csv': 'a,b,target\n1,2\n', 'no.ckpt': 'no checkpoint', 'bad.yaml': 'epoch: 3\n', 'good.yaml': 'epochs: 3\n' })
  writeFileSync(join(place.path, 'large.csv'), `a,target\n${Array.from({ length: 50 }, (_, i) => `${i}e30,${i}e30`).join('\n')}\n`)
  const { code, stderr } = await minibatch([...TRAIN, '--epochs', '2', '--out', 'model.safetensors'], { cwd: place.path })
  expect(code, stderr).toBe(0)
  const whole = readFileSync(join(place.path, 'model.safetensors'))
  writeFileSync(join(place.path, 'half.safetensors'), whole.subarray(0, whole.length / 2))
})
afterAll(() => place.remove())

const DIVERGES = ['--optimizer', 'sgd', '--learning-rate', '1e30', '--schedule', 'constant', '--epochs', '50', '--l2', '0']

describe('done, 0', () => {
  it.each([
    [['--help']],
    [['train', '--help']],
    [['--version']],
    [['doctor']],
    [[...TRAIN, '--epochs', '2']],
    [[...TRAIN, '--print-config']],
    [['evaluate', 'model.safetensors', 'table.csv']],
    [['predict', 'model.safetensors', 'table.csv']],
    [['inspect', 'model.safetensors']],
    [['export', 'model.safetensors', '--to', 'json']],
  ])('%j', async (args) => {
    const { code, stdout } = await minibatch([...args], { cwd: place.path })
    expect(code).toBe(0)
    expect(stdout).not.toBe('')
  })
})

describe.each<[string, number, string, (readonly string[])[]]>([
  ['failed, 1', 1, 'IO_FAILED', [
    [...TRAIN, '--epochs', '2', '--out', 'nowhere/model.safetensors'],
    [...TRAIN, '--epochs', '2', '--out', '/dev/full'],
    [...TRAIN, '--epochs', '2', '--checkpoint', 'nowhere/run.ckpt'],
    [...TRAIN, '--epochs', '2', '--log', 'nowhere/run.jsonl'],
    [...TRAIN, '--epochs', '2', '--tensorboard', 'table.csv'],
    ['predict', 'model.safetensors', 'table.csv', '--out', 'nowhere/predictions.csv'],
    ['compare', 'table.csv', '--target', 'target', '--html', 'nowhere/page.html'],
    ['tune', 'table.csv', '--target', 'target', '--out', 'nowhere/tuned.json'],
  ]],
  ['usage, 2', 2, 'OPTION_INVALID', [
    ['tarin'],
    ['train', 'table.csv'],
    ['compare', 'table.csv'],
    ['tune', 'table.csv'],
    ['compare', 'table.csv', '--target', 'tarjet'],
    ['compare', 'table.csv', '--target', 'target', '--html', 'table.csv'],
    ['tune', 'table.csv', '--target', 'target', '--out', 'table.csv'],
    ['compare', 'table.csv', '--target', 'target', '--optimizer', 'sdg'],
    ['train', '--target', 'target'],
    ['train', 'table.csv', '--target', 'tarjet'],
    ['train', 'table.csv', '--target', 'tarjet', '--task', 'classification', '--validation', '0.2'],
    [...TRAIN, '--exclude', 'nothing'],
    [...TRAIN, '--epoch', '3'],
    [...TRAIN, '--epochs', 'ten'],
    [...TRAIN, '--learning-rate', '-1'],
    [...TRAIN, '--batch-size', 'most'],
    [...TRAIN, '--folds', '1'],
    [...TRAIN, '--validation', '1.5'],
    [...TRAIN, '--hidden', '8', '--model', 'linear'],
    [...TRAIN, '--resume'],
    [...TRAIN, '--out', './table.csv'],
    [...TRAIN, '--out', 'run.bin', '--checkpoint', 'run.bin'],
    [...TRAIN, '--log', 'good.yaml', '--config', 'good.yaml'],
    [...TRAIN, '--config', 'bad.yaml'],
    [...TRAIN, '--sql', 'SELECT 1'],
    ['predict', 'model.safetensors', 'table.csv', '--keep', 'nothing'],
    ['export', 'model.safetensors', '--to', 'pickle'],
  ]],
  ['a file that is missing, unreadable or invalid, 3', 3, '', [
    ['train', 'nothing.csv', '--target', 'target'],
    ['train', 'broken.csv', '--target', 'target'],
    ['train', 'table.docx', '--target', 'target'],
    [...TRAIN, '--config', 'nothing.yaml'],
    [...TRAIN, '--checkpoint', 'no.ckpt', '--resume'],
    [...TRAIN, '--validation', 'nothing.csv'],
    ['evaluate', 'nothing.safetensors', 'table.csv'],
    ['evaluate', 'half.safetensors', 'table.csv'],
    ['predict', 'table.csv', 'table.csv'],
    ['predict', 'model.safetensors', 'narrow.csv'],
    ['inspect', 'half.safetensors'],
    ['export', 'half.safetensors', '--to', 'json'],
  ]],
  ['diverged, 4', 4, 'DIVERGED', [
    [...TRAIN, ...DIVERGES],
    [...TRAIN, ...DIVERGES, '--batch-size', 'full', '--dtype', 'float64', '--learning-rate', '1e300'],
    [...TRAIN, ...DIVERGES, '--model', 'mlp'],
  ]],
  ['backend unavailable, 5', 5, 'BACKEND_UNAVAILABLE', [
    ['env', 'MINIBATCH_BACKEND=cuda', 'doctor'],
    ['env', 'MINIBATCH_BACKEND=cuda', ...TRAIN],
    ['env', 'MINIBATCH_BACKEND=tpu', ...TRAIN],
    [...TRAIN, '--backend', 'cuda'],
    ['compare', 'table.csv', '--target', 'target', '--backend', 'cuda'],
    ['tune', 'table.csv', '--target', 'target', '--backend', 'cuda'],
    ['bench', '--backend', 'cuda'],
    ['tutorial', '--backend', 'cuda'],
  ]],
])('%s', (_, code, kind, commands) => {
  it.each(commands.map((args) => [args]))('%j', async (args) => {
    const [env, rest] = args[0] === 'env' ? [Object.fromEntries([args[1]!.split('=') as [string, string]]), args.slice(2)] : [{}, args]
    // A GPU, where there is one, is hidden.
    const outcome = await minibatch([...rest, '--json', '-q'], { cwd: place.path, env: { CUDA_VISIBLE_DEVICES: '-1', ...env } })
    expect(outcome.code, outcome.stderr).toBe(code)
    expect(outcome.stdout).toBe('')
    const lines = outcome.stderr.trimEnd().split('\n')
    expect(lines).toHaveLength(1)
    const { error } = JSON.parse(lines[0]!) as { error: { code: string; message: string } }
    if (kind !== '') expect(error.code).toBe(kind)
    expect(error.message).toMatch(/^[^\n]+[.?]\)?$/)
  })
})

describe('interrupted, 130', () => {
  const net = ['train', join(FIXTURES, 'tables/diabetes.csv'), '--target', 'target', '--hidden', '64', '--early-stopping', 'none', '--l2', '0']
  const endless = [...net, '--batch-size', '1', '--epochs', '1000000']
  it.each<[NodeJS.Signals, string, readonly string[]]>([
    ['SIGINT', 'read', endless],
    ['SIGTERM', 'read', endless],
    ['SIGINT', 'epoch', [...endless, '--checkpoint', 'run.ckpt']],
    ['SIGINT', 'epoch', [...endless, '--json']],
    ['SIGINT', 'measuring', [...endless, '--batch-size', 'auto']],
    // The folds come after the run.
    ['SIGINT', 'trained', [...net, '--epochs', '1000', '--folds', '100']],
  ])('by %s after "%s"', async (signal, word, args) => {
    let said = ''
    const outcome = await minibatch(args, {
      cwd: place.path,
      onChild: (child) =>
        child.stderr?.on('data', (text: string) => {
          if (!said.includes(word) && (said += text).includes(word)) setTimeout(() => child.kill(signal), 50)
        }),
    })
    expect([outcome.code, outcome.stdout], outcome.stderr).toEqual([130, ''])
    const last = outcome.stderr.trimEnd().split('\n').at(-1)!
    if (args.includes('--json')) expect(JSON.parse(last)).toMatchObject({ error: { code: 'ABORTED' } })
    else expect(last).toMatch(/^Interrupted; .*\.$/)
  })
})
