/** Options from a file, and the file that a run writes of itself. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { document, FIXTURES, folder, minibatch, smallTable } from './command.js'

const table = (name: string) => join(FIXTURES, 'tables', name)

let place: ReturnType<typeof folder>
beforeAll(() => (place = folder({ 'table.csv': smallTable() })))
afterAll(() => place.remove())

/** Trains with a config file of this text; `name` tells its format. */
function withFile(text: string, args: readonly string[] = [], name = 'run.yaml') {
  writeFileSync(join(place.path, name), text)
  return minibatch(['train', '--config', name, '--json', '-q', ...args], { cwd: place.path })
}

async function hashOf(args: readonly string[], text?: string): Promise<string> {
  const { code, stdout, stderr } = text === undefined
    ? await minibatch(['train', ...args, '--json', '-q'], { cwd: place.path })
    : await withFile(text, args)
  expect(code, stderr).toBe(0)
  return (JSON.parse(stdout) as { weightsHash: string }).weightsHash
}

describe('a config file', () => {
  const flags = ['table.csv', '--target', 'target', '--learning-rate', '0.02', '--epochs', '7', '--optimizer', '{"name":"sgd","momentum":0.5}', '--drop-last', '--exclude', 'b']

  it('says what the flags say, as YAML and as JSON', async () => {
    const values = { data: 'table.csv', target: 'target', learningRate: 0.02, epochs: 7, optimizer: { name: 'sgd', momentum: 0.5 }, dropLast: true, exclude: ['b'] }
    const yaml = 'data: table.csv # the rows\ntarget: target\nlearningRate: 0.02\nepochs: 7\noptimizer:\n  name: sgd\n  momentum: 0.5\ndropLast: true\nexclude:\n  - b\n'
    const expected = await hashOf(flags)
    expect(await hashOf([], yaml)).toBe(expected)
    const { stdout } = await withFile(JSON.stringify(values), [], 'run.json')
    expect((JSON.parse(stdout) as { weightsHash: string }).weightsHash).toBe(expected)
  })

  it('gives way to flags', async () => {
    const yaml = 'data: none.csv\nsql: SELECT 1\ntarget: target\nlearningRate: 0.3\nepochs: 7\nseed: 3\nactivation: null\n'
    const short = ['table.csv', '--target', 'target', '--epochs', '7']
    expect(await hashOf(['table.csv', '--seed', '5', '--learning-rate', '0.1'], yaml)).toBe(
      await hashOf([...short, '--seed', '5', '--learning-rate', '0.1']),
    )
    // The rate beside the optimizer, and the one inside it.
    const inside = 'data: table.csv\ntarget: target\nepochs: 7\noptimizer: { name: sgd, learningRate: 0.3 }\n'
    expect(await hashOf(['--learning-rate', '0.1'], inside)).toBe(await hashOf([...short, '--optimizer', 'sgd', '--learning-rate', '0.1']))
    const beside = 'data: table.csv\ntarget: target\nepochs: 7\nlearningRate: 0.3\n'
    const optimizer = ['--optimizer', '{"name":"sgd","learningRate":0.1}']
    expect(await hashOf(optimizer, beside)).toBe(await hashOf([...short, ...optimizer]))
  })

  it.each([
    ['learninRate: 0.1', /^Unknown option 'learninRate' in run\.yaml\. Did you mean 'learningRate'\?$/],
    ['learning-rate: 0.1', /^Unknown option 'learning-rate' in run\.yaml\. Did you mean 'learningRate'\?$/],
    ['colour: red', /^Unknown option 'colour' in run\.yaml\. Names are those of the flags/],
    ['config: other.yaml', /^Unknown option 'config' in run\.yaml\./],
    ['epochs: ten', /^Option 'epochs' in run\.yaml takes a whole number .* or 'auto'; got "ten"\.$/],
    ['epochs: true', /^Option 'epochs' in run\.yaml takes a value, n\|auto; got true\.$/],
    ['dropLast: 3', /^Option 'dropLast' in run\.yaml takes true or false; got 3\.$/],
    ['backend: gpu', /^Option 'backend' in run\.yaml takes one of 'auto', 'cuda', 'native', 'wasm'; got "gpu"\.$/],
    ['hidden: [{ units: 3 }]', /^Option 'hidden' in run\.yaml takes whole numbers .*; got \[\{"units":3\}\]\.$/],
    ['data: 3', /^Option 'data' in run\.yaml takes the path of a table; got 3\.$/],
    ['learningRate: -1', /^Option 'learningRate' in run\.yaml must be .* above 0.*; got -1\.$/],
    ['[1, 2]', /^The config file 'run\.yaml' must hold names of options .*; got \[1,2\]\.$/],
    ['epochs: [1', /^The config file 'run\.yaml' is not YAML: .* at line 1.*\.$/],
    ['epochs: 1\nepochs: 2', /^The config file 'run\.yaml' is not YAML: Map keys must be unique at line 2.*\.$/],
  ])('with %j is refused', async (text, message) => {
    const { code, stdout, stderr } = await withFile(text, text.startsWith('data') ? ['--target', 'target'] : ['table.csv', '--target', 'target'])
    expect([code, stdout]).toEqual([2, ''])
    const { error } = JSON.parse(stderr) as { error: { code: string; message: string } }
    expect(error.code).toBe('OPTION_INVALID')
    expect(error.message).toMatch(message)
  })

  it('that is missing, or no JSON, is said', async () => {
    const missing = await minibatch(['train', '--config', 'nothing.yaml'], { cwd: place.path })
    expect([missing.code, missing.stderr]).toEqual([3, "Cannot read the config file 'nothing.yaml': there is no such file.\n"])
    const broken = await withFile('{"epochs": ', [], 'broken.json')
    expect(broken.code).toBe(2)
    expect(broken.stderr).toMatch(/'broken\.json' is not JSON: /)
  })
})

describe('--print-config', () => {
  it.each([
    ['a linear model', [table('diabetes.csv'), '--target', 'target']],
    ['a seed and held-out rows', [table('diabetes.csv'), '--target', 'target', '--seed', '3', '--validation', '0.2', '--l1', '0.01', '--average', 'ema']],
    ['hidden layers', [table('diabetes.csv'), '--target', 'target', '--model', 'mlp', '--dropout', '0.1', '--epochs', '30']],
    ['classes', [table('iris.csv'), '--target', 'target', '--task', 'classification', '--class-weight', 'balanced', '--dtype', 'float64', '--loss', '{"name":"crossEntropy","labelSmoothing":0.1}']],
    ['counts', [table('doctor_visits.csv'), '--target', 'target', '--loss', 'poisson', '--epochs', '3', '--exclude', 'lncoins, "idp"']],
    ['a query', ['--sql', `SELECT bmi, bp, target FROM '${table('diabetes.csv')}'`, '--target', 'target', '--optimizer', 'sgd', '--no-standardize-target', '--learning-rate', '0.001', '--schedule', 'oneCycle', '--epochs', '4']],
  ])('of %s runs again to the same weights', async (_, args) => {
    const printed = await minibatch(['train', ...args, '--print-config', '-q'])
    expect(printed.code, printed.stderr).toBe(0)
    // Which build runs changes no result: the file stays good for other machines.
    expect(printed.stdout.replace('"backend": "auto"', '')).not.toContain('"auto"')
    writeFileSync(join(place.path, 'printed.json'), printed.stdout)
    const again = await document<{ weightsHash: string }>(['train', '--config', join(place.path, 'printed.json')])
    expect(again.weightsHash).toBe((await document<{ weightsHash: string }>(['train', ...args])).weightsHash)
  })

  it('prints what was given where there is no table', async () => {
    writeFileSync(join(place.path, 'half.yaml'), 'epochs: 3\ntarget: price\n')
    const { code, stdout } = await minibatch(['train', '--config', 'half.yaml', '--seed', '4', '--print-config'], { cwd: place.path })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ target: 'price', standardizeTarget: true, epochs: 3, seed: 4, backend: 'auto' })
  })
})
