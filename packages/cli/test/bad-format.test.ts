/** Every bad file over every format: exit code, one sentence that names the file, bounded time and memory. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { constants, createGzip, gzipSync } from 'node:zlib'
import { makeTable, type Table, tableFromArrays, tableToIPC } from 'apache-arrow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COMMAND, FIXTURES, folder, minibatch } from './command.js'
import { duckdb } from './duckdb.js'

let place: ReturnType<typeof folder>
const at = (name: string) => join(place.path, name)

const MiB = 2 ** 20

/** `piece` so many times behind `head`, as gzip. */
async function bomb(name: string, head: string, piece: string, times: number): Promise<void> {
  const gzip = createGzip({ level: constants.Z_BEST_COMPRESSION })
  const parts: Buffer[] = []
  gzip.on('data', (part: Buffer) => parts.push(part))
  gzip.write(head)
  for (let i = 0; i < times; i++) if (!gzip.write(piece)) await once(gzip, 'drain')
  gzip.end()
  await once(gzip, 'end')
  writeFileSync(at(name), Buffer.concat(parts))
}

beforeAll(async () => {
  place = folder()
  const rows = 'i % 17 AS a, i * 0.37 AS b, \'level \' || (i % 9) AS s, CASE WHEN i % 5 = 0 THEN NULL ELSE i END AS h, i % 11 AS y FROM range(3000) t(i)'
  await duckdb(`COPY (SELECT ${rows}) TO '${at('ok.parquet')}' (COMPRESSION zstd)`, `COPY (SELECT ${rows} LIMIT 0) TO '${at('none.parquet')}'`)
  const parquet = readFileSync(at('ok.parquet'))
  const table = tableFromArrays({ a: Float64Array.from({ length: 3000 }, (_, i) => i % 17), y: Float64Array.from({ length: 3000 }, (_, i) => i % 11) })
  const arrow = tableToIPC(table, 'file')
  writeFileSync(at('ok.arrow'), arrow)
  const damaged = (bytes: Uint8Array, from: number) => bytes.map((byte, index) => (index >= from && index < from + 200 ? 0xff : byte))
  const files: Record<string, string | Uint8Array> = {
    'empty.csv': '', 'empty.json': '', 'empty.jsonl': '', 'empty.parquet': '', 'empty.arrow': '', 'empty.csv.gz': gzipSync(''),
    'header.csv': 'a,b,y\n', 'none.json': '[]', 'none.arrow': tableToIPC(makeTable({ a: new Float64Array(0), y: new Float64Array(0) }), 'file'),
    'ragged.csv': 'a,b,y\n1,2,3\n4,5\n', 'twice.csv': 'a,a,y\n1,2,3\n', 'nul.csv': 'a,b,y\n1,\0,3\n',
    'latin.csv': Buffer.concat([Buffer.from('a,s,y\n1,'), Buffer.from([0xe9, 0xff]), Buffer.from(',3\n')]),
    'latin.jsonl': Buffer.concat([Buffer.from('{"s":"'), Buffer.from([0xe9, 0xff]), Buffer.from('","y":3}\n')]),
    'quote.csv': `a,b,y\n1,2,"3\n${'1,2,3\n'.repeat(4 * MiB)}`,
    'cut.csv.gz': gzipSync('a,b,y\n1,2,3\n'.repeat(1000)).subarray(0, 40), 'cut.json.gz': gzipSync('[{"a":1,"y":2}]').subarray(0, 20),
    'cut.parquet': parquet.subarray(0, parquet.length - 300), 'page.parquet': damaged(parquet, 4), 'foot.parquet': damaged(parquet, parquet.length - 400),
    'cut.arrow': arrow.subarray(0, arrow.length >> 1), 'body.arrow': damaged(arrow, 16), 'cut.arrow.gz': gzipSync(arrow).subarray(0, 100),
    'infinite.csv': 'a,y\n1,2\nInfinity,3\n', 'infinite.json': '[{"a":1,"y":2},{"a":1e999,"y":3}]',
    'list.json': '[1, 2, 3]', 'text.json': '"a"', 'nested.json': '[{"a":{"b":1},"y":2}]', 'cut.json': '[{"a":1,"y":2},{"a":',
    'deep.json': `[{"a":${'['.repeat(MiB)}${']'.repeat(MiB)},"y":1}]`, 'deep.jsonl': `{"a":${'['.repeat(MiB)}\n`,
    'endless.json': `[{"a":"${'x'.repeat(40 * MiB)}`, 'endless.jsonl': `{"a":"${'x'.repeat(40 * MiB)}`,
    'parquet.csv': parquet, 'arrow.json': arrow, 'sheet.csv': 'PK\u0003\u0004sheet', 'csv.parquet': 'a,y\n1,2\n', 'csv.arrow': 'a,y\n1,2\n', 'csv.json': 'a,y\n1,2\n',
    'part-1.csv': 'a,b,y\n1,2,3\n', 'part-2.csv': 'a,c,y\n1,2,3\n', 'bit-1.csv': 'a,b,y\n1,2,3', 'bit-2.csv': 'a,b,y\n1,2,3\n1,2\n',
    'nan.json': '[{"a": NaN, "y": 1}]',
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(at(name), content)
  mkdirSync(at('folder.csv'))
  mkdirSync(at('folder.parquet'))
  mkdirSync(at('folder'))
  writeFileSync(at('locked.csv'), 'a,y\n1,2\n')
  chmodSync(at('locked.csv'), 0)
  await duckdb(`COPY (SELECT 1 AS a, 2 AS y FROM range(200000000)) TO '${at('bomb.parquet')}'`)
  await bomb('bomb.csv.gz', 'a,b,y\n', '1,2,3\n'.repeat(MiB / 8), 700)
  await bomb('bomb.jsonl.gz', '', '{"a":1,"y":2}\n'.repeat(MiB / 16), 500)
  await bomb('bomb.json.gz', '[{"a":"', 'x'.repeat(MiB), 1000)
  await bomb('nul.csv.gz', '', '\0'.repeat(MiB), 1000)
}, 120_000)

afterAll(() => place.remove())

const CASES: [string, RegExp[]][] = [
  ...['csv', 'json', 'jsonl', 'parquet', 'arrow', 'csv.gz'].map((ending): [string, RegExp[]] => [`empty.${ending}`, []]),
  ['header.csv', [/row|header/i]], ['none.json', [/no rows/]], ['none.parquet', [/no rows|without rows|header/i]], ['none.arrow', [/no rows/]],
  ['ragged.csv', [/row 2/, /3 fields/]], ['twice.csv', [/'a'/]], ['nul.csv', [/NUL/]], ['nul.csv.gz', [/NUL/]],
  ['latin.csv', [/UTF-8/]], ['latin.jsonl', [/UTF-8/]],
  ['quote.csv', [/row 1/, /quote/]],
  ['cut.csv.gz', [/gzip/]], ['cut.json.gz', [/gzip/]], ['cut.arrow.gz', [/gzip/]],
  ['cut.parquet', []], ['page.parquet', []], ['foot.parquet', []], ['cut.arrow', []], ['body.arrow', []],
  ['infinite.csv', [/row 2/, /'a'/, /finite/]], ['infinite.json', [/row 2/, /'a'/, /finite/]], ['nan.json', [/row 1/]],
  ['list.json', [/row 1/, /object/]], ['text.json', [/row 1/, /object/]], ['nested.json', [/row 1/, /'a'/]], ['cut.json', [/row 2/]],
  ['deep.json', [/row 1/, /'a'/]], ['deep.jsonl', [/row 1/]], ['endless.json', [/16 MiB/]], ['endless.jsonl', [/16 MiB/]],
  ['parquet.csv', [/Parquet/, /--format parquet/]], ['arrow.json', [/Arrow/, /--format arrow/]], ['sheet.csv', [/spreadsheet/]],
  ['csv.parquet', []], ['csv.arrow', []], ['csv.json', [/row 1/]],
  ['part-*.csv', [/part-2\.csv, column 2/, /'b'/, /'c'/, /part-1/]], ['bit-*.csv', [/bit-2\.csv, row 2/]], ['absent-*.csv', [/no file/]],
  ['folder.csv', [/folder/]], ['folder.parquet', [/folder/]], ['folder', [/folder/]],
  ...['csv', 'json', 'parquet', 'arrow', 'csv.gz', 'xlsx'].map((ending): [string, RegExp[]] => [`absent.${ending}`, [/no such file/]]),
  ['bomb.csv.gz', [/expands/, /--max-unpacked/]], ['bomb.jsonl.gz', [/expands/, /--max-unpacked/]], ['bomb.json.gz', [/16 MiB/]], ['bomb.parquet', [/expands/, /--max-unpacked/]],
]

/** Peak memory of a run, from the system, and how it ended. */
async function measured(args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string; peak: number }> {
  const probe = `process.on('exit', () => process.stderr.write('\\npeak ' + process.resourceUsage().maxRSS))`
  const child = spawn(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(probe)}`, COMMAND, ...args], { cwd: place.path, stdio: 'pipe' })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const [code] = (await once(child, 'close')) as [number | null]
  const [said = '', kilobytes = ''] = stderr.split('\npeak ')
  return { code, stdout, stderr: said, peak: Number(kilobytes) / 1024 }
}

describe('a bad table', () => {
  it.each(CASES)('%s is refused in one sentence, within bounds', async (name, says) => {
    const { code, stdout, stderr, peak } = await measured(['train', name, '--target', 'y', '--quiet'])
    expect([code, stdout], stderr).toEqual([3, ''])
    if (!name.includes('*')) expect(stderr).toContain(name)
    for (const part of says) expect.soft(stderr).toMatch(part)
    expectOneSentence(stderr)
    expect(peak).toBeLessThan(700)
  })

  it.skipIf(process.getuid?.() === 0)('that may not be read is refused (root may read all)', async () => {
    const { code, stderr } = await minibatch(['train', 'locked.csv', '--target', 'y', '-q'], { cwd: place.path })
    expect([code, stderr]).toEqual([3, expect.stringMatching(/locked\.csv.*permission/)])
  })
})

describe('damage anywhere in a file', () => {
  it.each(['ok.parquet', 'ok.arrow'])('of %s never ends the process by itself', async (name) => {
    const whole = readFileSync(at(name))
    const ending = name.split('.')[1]!
    for (let i = 0; i < 12; i++) {
      const bytes = Uint8Array.from(whole)
      for (let k = 0; k < 40; k++) bytes[Math.floor(((i * 40 + k) * 0.618034) % 1 * bytes.length)] = (i * 37 + k * 11) % 256
      writeFileSync(at(`damaged.${ending}`), bytes)
      const { code, stderr } = await minibatch(['train', `damaged.${ending}`, '--target', 'y', '--epochs', '1', '-q'], { cwd: place.path })
      expect([0, 2, 3], stderr).toContain(code)
      if (code !== 0) expectOneSentence(stderr)
    }
  })
})

describe('20,000 columns', () => {
  it.each(['csv', 'json'])('of %s are trained on and predicted', async (ending) => {
    const names = Array.from({ length: 20_000 }, (_, j) => `x${j}`)
    const rows = Array.from({ length: 6 }, (_, i) => names.map((_, j) => (i * 7 + j * 3) % 11))
    const csv = [[...names, 'y'].join(','), ...rows.map((row, i) => [...row, i].join(','))].join('\n')
    const json = JSON.stringify(rows.map((row, i) => Object.fromEntries([...names.map((name, j) => [name, row[j]]), ['y', i]])))
    writeFileSync(at(`wide.${ending}`), ending === 'csv' ? csv : json)
    const trained = await minibatch(['train', `wide.${ending}`, '--target', 'y', '--epochs', '1', '--out', 'wide.safetensors', '-q'], { cwd: place.path })
    expect(trained.code, trained.stderr).toBe(0)
    const { code, stdout } = await minibatch(['predict', 'wide.safetensors', `wide.${ending}`, '-q'], { cwd: place.path })
    expect([code, stdout.trim().split('\n').length]).toEqual([0, 7])
  })
})

describe('stdin', () => {
  it.each([
    ['xlsx', 'PK\u0003\u0004sheet', [], /spreadsheet/],
    ['nothing', '', [], /empty/],
    ['another format than was said', 'a,y\n1,2\n', ['--format', 'parquet'], /stdin/],
  ])('with %s is refused', async (_, input, args, says) => {
    const { code, stderr } = await minibatch(['train', '-', '--target', 'y', '-q', ...args], { input })
    expect(code, stderr).toBe(3)
    expect(stderr).toMatch(says)
  })
})

describe('one table in every format', () => {
  it('gives one model', async () => {
    const source = join(FIXTURES, 'tables/iris.csv')
    const text = readFileSync(source, 'utf8')
    const [header = '', ...lines] = text.trim().split('\n')
    const names = header.split(',')
    const rows = lines.map((line) => Object.fromEntries(line.split(',').map((cell, j) => [names[j]!, j < 4 ? Number(cell) : cell])))
    const columns = Object.fromEntries(names.map((name, j) => [name, j < 4 ? Float64Array.from(rows, (row) => row[name] as number) : rows.map((row) => row[name] as string)]))
    const arrow = tableFromArrays(columns) as unknown as Table
    const files: Record<string, string | Uint8Array> = {
      'iris.csv': text, 'iris.csv.gz': gzipSync(text), 'iris.tsv': text.replaceAll(',', '\t'), 'iris.json': JSON.stringify(rows),
      'iris.jsonl': rows.map((row) => JSON.stringify(row)).join('\n'), 'iris.arrow': tableToIPC(arrow, 'file'), 'iris.arrows': tableToIPC(arrow, 'stream'),
      'iris-1.csv': [header, ...lines.slice(0, 60)].join('\n'), 'iris-2.csv': [`\ufeff${header.replace('target', '"target"')}`, ...lines.slice(60)].join('\r\n'),
      'no-ending': text,
    }
    for (const [name, content] of Object.entries(files)) writeFileSync(at(name), content)
    await duckdb(`COPY (SELECT * FROM read_csv('${source}')) TO '${at('iris.parquet')}'`)
    const hash = async (args: string[], input?: string | Uint8Array) => {
      const ran = await minibatch(['train', ...args, '--target', 'target', '--epochs', '2', '--json', '-q'], { cwd: place.path, ...(input === undefined ? {} : { input }) })
      expect(ran.code, ran.stderr).toBe(0)
      return (JSON.parse(ran.stdout) as { weightsHash: string }).weightsHash
    }
    const expected = await hash(['iris.csv'])
    const given = ['iris.csv.gz', 'iris.tsv', 'iris.json', 'iris.jsonl', 'iris.arrow', 'iris.arrows', 'iris-?.csv', 'iris.parquet']
    for (const name of given) expect([name, await hash([name])]).toEqual([name, expected])
    expect(await hash(['no-ending', '--format', 'csv'])).toBe(expected)
    for (const name of ['iris.csv', 'iris.json', 'iris.jsonl']) expect(await hash(['-'], files[name] as string)).toBe(expected)
    for (const name of ['iris.parquet', 'iris.arrow', 'iris.csv.gz']) expect(await hash(['-'], readFileSync(at(name)))).toBe(expected)
  })
})

function expectOneSentence(stderr: string): void {
  const lines = stderr.trim().split('\n')
  expect(lines, stderr).toHaveLength(1)
  expect(lines[0]).toMatch(/[.?]$/)
  expect(lines[0]!.length).toBeLessThan(600)
  expect(lines[0]).not.toMatch(/panic|at .*\.js:\d+|undefined|\[object|Unexpected failure/)
}
