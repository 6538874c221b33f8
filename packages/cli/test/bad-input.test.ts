/** Bad input: one sentence that names file, row and column, the exit code of its kind, and nothing half written. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { folder, minibatch, smallTable } from './command.js'

const TRAIN = ['--target', 'target', '--out', 'out.safetensors', '--quiet']

function longTable(change: (lines: string[]) => void): string {
  const lines = ['a,b,target', ...Array.from({ length: 12_000 }, (_, i) => `${i % 17},${(i * 3) % 19},${i % 23}`)]
  change(lines)
  return `${lines.join('\n')}\n`
}

interface Case {
  name: string
  file?: { name: string; content: string | Uint8Array }
  args: string[]
  code: number
  says: RegExp[]
}

const table = (content: string | Uint8Array) => ({ name: 'table.csv', content })

const CASES: Case[] = [
  { name: 'a missing file', args: ['train', 'absent.csv', ...TRAIN], code: 3, says: [/absent\.csv/] },
  { name: 'an empty file', file: table(''), args: ['train', 'table.csv', ...TRAIN], code: 3, says: [/table\.csv/, /empty/] },
  {
    name: 'a header without rows',
    file: table('a,b,target\n'),
    args: ['train', 'table.csv', ...TRAIN],
    code: 3,
    says: [/table\.csv/, /no rows|without rows|no data|header/i],
  },
  {
    name: 'text in a column of numbers at row 10,000',
    // Row 1 is the first under the header.
    file: table(longTable((lines) => (lines[10_000] = '3,high,5'))),
    args: ['train', 'table.csv', ...TRAIN],
    code: 3,
    says: [/table\.csv/, /10[,.]?000|10[,.]?001/, /'b'/, /'high'/],
  },
  {
    name: 'an unknown target',
    file: table(smallTable()),
    args: ['train', 'table.csv', '--target', 'targt', '--out', 'out.safetensors', '--quiet'],
    code: 2,
    says: [/'targt'/, /Did you mean 'target'\?/],
  },
  {
    name: 'a row with too few fields',
    file: table(longTable((lines) => (lines[500] = '3,4'))),
    args: ['train', 'table.csv', ...TRAIN],
    code: 3,
    says: [/table\.csv/, /50[01]/, /2/, /3/],
  },
  {
    name: 'a row with too many fields',
    file: table(longTable((lines) => (lines[500] = '3,4,5,6'))),
    args: ['train', 'table.csv', ...TRAIN],
    code: 3,
    says: [/table\.csv/, /50[01]/, /4/, /3/],
  },
  {
    name: 'two columns of one name',
    file: table('a,a,target\n1,2,3\n2,3,4\n'),
    args: ['train', 'table.csv', ...TRAIN],
    code: 3,
    says: [/table\.csv/, /'a'/, /columns 1 and 2/],
  },
  {
    name: 'an infinite number',
    file: table(longTable((lines) => (lines[77] = '3,Infinity,5'))),
    args: ['train', 'table.csv', ...TRAIN],
    code: 3,
    says: [/table\.csv/, /7[78]/, /'b'/, /infinit/i],
  },
  {
    name: 'NUL bytes',
    file: table(longTable((lines) => (lines[9] = '3,\u0000,5'))),
    args: ['train', 'table.csv', ...TRAIN],
    code: 3,
    says: [/table\.csv/, /NUL/],
  },
  {
    name: 'a learning rate that diverges',
    file: table(smallTable()),
    args: ['train', 'table.csv', ...TRAIN, '--optimizer', 'sgd', '--learning-rate', '1e6', '--schedule', 'constant'],
    code: 4,
    says: [/finite/, /step \d+/, /Feature '(a|b)'/, /Use --learning-rate 0\.\d+/],
  },
  {
    name: 'a Parquet file that is none',
    file: { name: 'table.parquet', content: 'not parquet at all' },
    args: ['train', 'table.parquet', ...TRAIN],
    code: 3,
    says: [/table\.parquet/],
  },
  { name: 'a missing Parquet file', args: ['train', 'absent.parquet', ...TRAIN], code: 3, says: [/absent\.parquet/] },
  {
    name: 'JSON that is none',
    file: { name: 'table.json', content: '[{"a": 1,' },
    args: ['train', 'table.json', ...TRAIN],
    code: 3,
    says: [/table\.json/],
  },
  {
    name: 'a kind of file that is not read',
    file: { name: 'table.xlsx', content: 'PK' },
    args: ['train', 'table.xlsx', ...TRAIN],
    code: 3,
    says: [/table\.xlsx/, /CSV/],
  },
  { name: 'a query that fails', args: ['train', '--sql', 'SELECT * FROM nowhere', ...TRAIN], code: 2, says: [/--sql/, /nowhere/] },
  { name: 'a table and a query', args: ['train', 'a.csv', '--sql', 'SELECT 1', ...TRAIN], code: 2, says: [/--sql/] },
  { name: 'no table', args: ['train', ...TRAIN], code: 2, says: [/table/i, /--sql/] },
  { name: 'a database without a query', args: ['train', 'a.csv', '--database', 'b.db', ...TRAIN], code: 2, says: [/--database/, /--sql/] },
  { name: 'no target', file: table(smallTable()), args: ['train', 'table.csv'], code: 2, says: [/--target/] },
  {
    name: 'an unknown option',
    args: ['train', 'table.csv', ...TRAIN, '--lerning-rate', '1'],
    code: 2,
    says: [/'--lerning-rate'/, /Did you mean --learning-rate\?/],
  },
  { name: 'an unknown command', args: ['tran', 'table.csv'], code: 2, says: [/'tran'/, /Did you mean train\?/] },
  {
    name: 'a word where a number belongs',
    args: ['train', 'table.csv', ...TRAIN, '--learning-rate', 'fast'],
    code: 2,
    says: [/--learning-rate/, /number/, /'auto'/, /'fast'/],
  },
  {
    name: 'a batch size of zero',
    file: table(smallTable()),
    args: ['train', 'table.csv', ...TRAIN, '--batch-size', '0'],
    code: 2,
    says: [/--batch-size/, /at least 1/],
  },
  {
    name: 'an unknown optimizer',
    file: table(smallTable()),
    args: ['train', 'table.csv', ...TRAIN, '--optimizer', 'adm'],
    code: 2,
    says: [/--optimizer/, /'sgd'/, /'adam'/],
  },
  {
    name: 'an unknown column in --exclude',
    file: table(smallTable()),
    args: ['train', 'table.csv', ...TRAIN, '--exclude', 'bb'],
    code: 2,
    says: [/'bb'/, /Did you mean 'b'\?/],
  },
  {
    name: 'a share for validation outside 0 … 1',
    file: table(smallTable()),
    args: ['train', 'table.csv', ...TRAIN, '--validation', '1.5'],
    code: 2,
    says: [/--validation/, /1\.5/],
  },
  {
    name: 'a missing table for validation',
    file: table(smallTable()),
    args: ['train', 'table.csv', ...TRAIN, '--validation', 'absent.csv'],
    code: 3,
    says: [/absent\.csv/],
  },
  {
    name: 'an output folder that does not exist',
    file: table(smallTable()),
    args: ['train', 'table.csv', '--target', 'target', '--out', 'nowhere/out.safetensors'],
    code: 1,
    says: [/nowhere/, /does not exist/],
  },
  {
    name: 'an output folder that is a file',
    file: table(smallTable()),
    args: ['train', 'table.csv', '--target', 'target', '--out', 'table.csv/out.safetensors'],
    code: 1,
    says: [/table\.csv/, /not a folder/],
  },
  {
    name: 'an output that is a folder',
    file: table(smallTable()),
    args: ['train', 'table.csv', '--target', 'target', '--out', '.'],
    code: 1,
    says: [/folder/],
  },
  {
    name: 'a backend that does not exist',
    file: table(smallTable()),
    args: ['train', 'table.csv', ...TRAIN, '--backend', 'gpu'],
    code: 2,
    says: [/--backend/, /cuda/, /native/, /wasm/],
  },
  {
    name: 'hidden layers of a linear model',
    file: table(smallTable()),
    args: ['train', 'table.csv', ...TRAIN, '--model', 'linear', '--hidden', '8'],
    code: 2,
    says: [/--hidden/, /--model mlp/],
  },
  {
    name: 'half a hidden unit',
    args: ['train', 'table.csv', ...TRAIN, '--hidden', '8,0.5'],
    code: 2,
    says: [/--hidden/, /whole numbers/, /'8,0\.5'/],
  },
  {
    name: 'a model that does not exist',
    args: ['train', 'table.csv', ...TRAIN, '--model', 'tree'],
    code: 2,
    says: [/--model/, /'linear' or 'mlp'/, /'tree'/],
  },
  {
    name: 'an unknown activation',
    file: table(smallTable()),
    args: ['train', 'table.csv', ...TRAIN, '--hidden', '8', '--activation', 'rellu'],
    code: 2,
    says: [/activation/i, /'rellu'/, /relu/],
  },
  {
    name: 'a loss of classes for numbers',
    file: table(smallTable()),
    args: ['train', 'table.csv', ...TRAIN, '--loss', 'crossEntropy'],
    code: 2,
    says: [/--loss/, /crossEntropy/, /classes/],
  },
  {
    name: 'a loss of two classes for three',
    file: table('a,target\n1,x\n2,y\n3,z\n4,x\n5,y\n6,z\n'),
    args: ['train', 'table.csv', ...TRAIN, '--loss', 'hinge'],
    code: 2,
    says: [/--loss/, /two classes/, /crossEntropy/],
  },
  {
    name: 'negative counts',
    file: table(smallTable()),
    args: ['train', 'table.csv', ...TRAIN, '--loss', 'poisson'],
    code: 3,
    says: [/at least 0/, /row \d+/],
  },
  {
    name: 'too few weights of classes',
    file: table('a,target\n1,x\n2,y\n3,z\n4,x\n5,y\n6,z\n'),
    args: ['train', 'table.csv', ...TRAIN, '--class-weight', '1,2'],
    code: 2,
    says: [/--class-weight/, /3 numbers/],
  },
  { name: 'a missing model', args: ['inspect', 'absent.safetensors'], code: 3, says: [/absent\.safetensors/] },
  {
    name: 'a model file that is none',
    file: { name: 'model.safetensors', content: 'hello, this is no model' },
    args: ['inspect', 'model.safetensors'],
    code: 3,
    says: [/model\.safetensors/],
  },
  { name: 'a missing model for predict', args: ['predict', 'absent.safetensors', 'table.csv'], code: 3, says: [/absent\.safetensors/] },
]

describe('bad input', () => {
  for (const { name, file, args, code, says } of CASES) {
    it(`says what is wrong with ${name}`, async () => {
      const place = folder(file ? { [file.name]: file.content } : {})
      try {
        const outcome = await minibatch(args, { cwd: place.path })
        expect.soft(outcome.stdout).toBe('')
        expect.soft(outcome.code, outcome.stderr).toBe(code)
        for (const part of says) expect.soft(outcome.stderr).toMatch(part)
        expectOneSentence(outcome.stderr)
        expect(readdirSync(place.path)).toEqual(file ? [file.name] : [])
      } finally {
        place.remove()
      }
    })
  }

  it('writes the error as a document with --json', async () => {
    const outcome = await minibatch(['train', 'absent.csv', '--target', 'y', '--json'])
    expect(outcome.code).toBe(3)
    expect(outcome.stdout).toBe('')
    const { error } = JSON.parse(outcome.stderr.trim().split('\n').at(-1)!) as { error: { code: string; message: string } }
    expect(error.code).toBe('IO_FAILED')
    expect(error.message).toMatch(/absent\.csv/)
  })
})

describe('a damaged model file', () => {
  let place: ReturnType<typeof folder>
  let model: Uint8Array
  beforeAll(async () => {
    place = folder({ 'table.csv': smallTable() })
    const { code, stderr } = await minibatch(['train', 'table.csv', ...TRAIN], { cwd: place.path })
    expect(code, stderr).toBe(0)
    model = readFileSync(join(place.path, 'out.safetensors'))
  })
  afterAll(() => place.remove())

  async function expectRefused(bytes: Uint8Array): Promise<void> {
    writeFileSync(join(place.path, 'bad.safetensors'), bytes)
    for (const args of [['inspect', 'bad.safetensors'], ['predict', 'bad.safetensors', 'table.csv', '--out', 'p.csv']]) {
      const outcome = await minibatch(args, { cwd: place.path })
      expect(outcome.code, outcome.stderr).toBe(3)
      expect(outcome.stdout).toBe('')
      expect(outcome.stderr).toMatch(/bad\.safetensors/)
      expectOneSentence(outcome.stderr)
      expect(existsSync(join(place.path, 'p.csv'))).toBe(false)
    }
  }

  it('is refused when it is cut short', async () => {
    for (const length of [0, 4, 100, model.length - 1]) await expectRefused(model.subarray(0, length))
  })

  it('is refused when a bit is flipped', async () => {
    for (const at of [3, 20, model.length >> 1, model.length - 2]) {
      const flipped = Uint8Array.from(model)
      flipped[at]! ^= 0x10
      await expectRefused(flipped)
    }
  })
})

describe('interruption', () => {
  it('ends with 130 and writes nothing', async () => {
    const place = folder({ 'table.csv': longTable(() => {}) })
    try {
      const outcome = await minibatch(
        ['train', 'table.csv', '--target', 'target', '--out', 'out.safetensors', '--epochs', '1000000', '--batch-size', '1'],
        { cwd: place.path, onChild: (child) => interruptOnceItTrains(child) },
      )
      expect(outcome.code, outcome.stderr).toBe(130)
      expect(outcome.stderr).toMatch(/\nInterrupted; nothing was written\. [^\n]*\n$/)
      expect(readdirSync(place.path)).toEqual(['table.csv'])
    } finally {
      place.remove()
    }
  })
})

function interruptOnceItTrains(child: { stderr: NodeJS.ReadableStream | null; kill: (signal: 'SIGINT') => boolean }): void {
  let seen = ''
  let sent = false
  child.stderr?.on('data', (text: string) => {
    seen += text
    if (!sent && /epoch/.test(seen)) sent = child.kill('SIGINT')
  })
}

function expectOneSentence(stderr: string): void {
  const lines = stderr.trim().split('\n')
  expect(lines, stderr).toHaveLength(1)
  expect(lines[0]).toMatch(/[.?]$/)
  expect(lines[0]).not.toMatch(/panic|at .*\.js:\d+|undefined|\[object/)
}
