/** Models as TypeScript: compiled by tsc, run in Node, against the library's own predictions. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

import type { Model, Row, TableOptions } from 'minibatch'
import { Dataset, LinearRegression, LogisticRegression } from 'minibatch'
import { toTypeScript } from 'minibatch/export'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

// @ts-expect-error: plain JavaScript, which the tests in Python run too
import { draws, exportCases } from './export-cases.mjs'

interface Case {
  readonly name: string
  readonly model: Model
  readonly rows?: readonly Row[]
  readonly x?: readonly number[][]
}

/** What an exported module holds. */
interface Exported {
  predict(row: unknown): number | string | number[]
  predictProbability?(row: unknown): number[]
}

const cases = (await exportCases()) as readonly Case[]
const tsc = fileURLToPath(new URL('../node_modules/.bin/tsc', import.meta.url))
let place: string
let moduleOf: (name: string) => Promise<Exported>

/** Modules compiled with every check there is and nothing of the platform but the language; gives how to load one. */
async function compiled(sources: ReadonlyMap<string, string>): Promise<(name: string) => Promise<Exported>> {
  const folder = await mkdtemp(join(place, 'modules-'))
  for (const [name, text] of sources) await writeFile(join(folder, `${name}.ts`), text)
  const strict = ['noUncheckedIndexedAccess', 'exactOptionalPropertyTypes', 'noUnusedLocals', 'noUnusedParameters', 'noImplicitReturns', 'erasableSyntaxOnly']
  const compilerOptions = {
    strict: true,
    ...Object.fromEntries(strict.map((name) => [name, true])),
    target: 'es2022',
    lib: ['es2022'],
    module: 'esnext',
    moduleDetection: 'force',
    types: [],
  }
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  const { stdout } = await promisify(execFile)(tsc, ['-p', folder]).catch((error: { stdout: string }) => error)
  expect(stdout).toBe('')
  return async (name) => (await import(pathToFileURL(join(folder, `${name}.js`)).href)) as Exported
}

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'minibatch-export-'))
  moduleOf = await compiled(new Map(cases.map(({ name, model }) => [name, toTypeScript(model)])))
}, 60_000)
afterAll(() => rm(place, { recursive: true, force: true }))

test('there are models of every kind', () => expect(cases.length).toBeGreaterThan(50))

describe.each(cases.map((given) => [given.name, given] as const))('%s', (name, { model, rows, x }) => {
  test('predicts as the library does', async () => {
    const exported = await moduleOf(name)
    const { dtype, outputs, task, loss } = model.describe()
    const tolerance = dtype === 'float64' ? 1e-9 : 1e-5
    const predicted: (number | string)[] = [...(rows ? model.predict(rows) : model.predict(x!))]
    const found = (rows ?? x!).flatMap((row) => exported.predict(row))
    if (task === 'classification') {
      expect(found).toEqual(predicted)
    } else {
      expect(found).toHaveLength((rows ?? x!).length * outputs)
      const size = Math.max(...predicted.map((value) => Math.abs(Number(value))))
      found.forEach((value, at) => expect(Math.abs(Number(value) - Number(predicted[at])) / size, `row ${at}`).toBeLessThan(tolerance))
    }
    const probable = task === 'classification' && /CrossEntropy|crossEntropy/.test(loss.name)
    expect('predictProbability' in exported).toBe(probable)
    if (!probable) return
    const { data } = rows ? model.predictProbability(rows) : model.predictProbability(x!)
    const shares = (rows ?? x!).flatMap((row) => exported.predictProbability!(row))
    expect(shares).toHaveLength(data.length)
    shares.forEach((share, at) => expect(Math.abs(share - data[at]!)).toBeLessThan(tolerance))
  })
})

/** Texts tried against the library's reading. */
const DRAWN = 3000

const PIECES = ['0', '1', '2', '7', '50', '007', '999999999', '.', '-', '+', 'e', 'E', '5', ' ', '\t', '\u0085', '\ufeff', '\u00a0', 'na', 'NaN', 'null', '?', '#N/A', 'n/a', 'None', 'inf', '_', '0x', '٣', '−', '']
const DATE_PIECES = [
  ['', '', ' ', '\u2003'],
  ['2024', '2023', '1900', '2000', '0000', '9999', '20'],
  ['-', '-', '-', '-', '-', '/'],
  ['01', '02', '02', '04', '12', '13', '00', '1'],
  ['-'],
  ['01', '28', '29', '30', '31', '00', '32'],
  ['', '', 'T', 'T', ' ', '_', 't', 'x'],
  ['', '', '00:00', '23:59', '24:00', '12:60', '9:30', '12:30:00', '12:30:59.5', '12:30:60', '12:30:59,123456', '12:30:59.1234567', '12:30:59.'],
  ['', '', '', 'Z', 'z', '+01:00', '-0330', '\u221223:59', '+24:00', '+01:60', '+01', ' Z'],
  ['', '', '', ' '],
]

/** The number a call gives, NaN where it refuses; a NaN of its own is none. */
function outcome(call: () => number): number {
  let value: number
  try {
    value = call()
  } catch {
    return Number.NaN
  }
  expect(value).not.toBeNaN()
  return value
}

describe('the cells of a row', () => {
  const made = Array.from({ length: 40 }, (_, i) => ({
    area: i % 5 === 0 ? null : 50 + i * 3.5,
    day: `20${10 + i}-0${1 + (i % 9)}-11T0${i % 10}:30`,
    code: ['1', '2.50', '007', null][i % 4]!,
    y: i,
  }))
  const options: TableOptions = { target: 'y', categorical: ['code'], dtype: 'float64' }
  const model = new LinearRegression({ epochs: 20 })
  const row = { area: 75, day: '2020-05-05', code: '1' }
  let exported: Exported

  beforeAll(async () => {
    await model.fit(Dataset.fromRows(made, options))
    const load = await compiled(new Map([['cells', toTypeScript(model)]]))
    exported = await load('cells')
  }, 60_000)

  // Each is one cell; the others stay.
  test.each<Row>([
    ...['  75\t', '75.0', '7.5e1', '+75', '.75E2', '0075', 75n, ' 75\u0085', '-0', null, undefined, Number.NaN, ' nUlL '].map((area) => ({ area })),
    ...['1.0', '01', '1e0', 1, 1n, true, '2.5', 2.5, '007', '0070', ' 007 ', '7', 'new', '', Infinity, '1e999', '12345678901234567'].map((code) => ({ code })),
    ...[
      '2024-02-29',
      '2024-02-29T23:59:59.123456Z',
      '2024-02-29 23:59',
      '2024-02-29t23:59z',
      '2024-02-29_23:59:01,5+0130',
      '2024-02-29T00:00:00\u221223:59',
      '0000-01-01',
      '9999-12-31T00:00-12:00',
      'NA',
      null,
      new Date(Date.UTC(2021, 3, 4, 5, 6, 7, 89)),
    ].map((day) => ({ day })),
  ])('%o is read as the library reads it', (cell) => {
    const expected = model.predict({ ...row, ...cell }) as number
    expect(Math.abs((exported.predict({ ...row, ...cell }) as number) - expected)).toBeLessThan(1e-9 * Math.max(1, Math.abs(expected)))
  })

  test.each<Row>([
    ...['seventy', '7 5', '1_000', '0x10', '1e999', '7,5', 'inf', Infinity, true, '١'].map((area) => ({ area })),
    ...[
      '2023-02-29',
      '2024-13-01',
      '2024-1-01',
      '2024-02-29T24:00',
      '2024-02-29T10:60',
      '2024-02-29T10:00:60',
      '2024-02-29T10:00:00.1234567',
      '2024-02-29T10',
      '2024-02-29T10:00+24:00',
      '2024-02-29T10:00+01:60',
      '2024-02-29 10:00 Z',
      '29.02.2024',
      '20240229',
      20_000,
    ].map((day) => ({ day })),
  ])('%o is refused, as the library does', (cell) => {
    const [name] = Object.keys(cell)
    expect(() => model.predict({ ...row, ...cell })).toThrow()
    expect(() => exported.predict({ ...row, ...cell })).toThrow(`Column '${name}'`)
  })

  test('texts drawn from the pieces of numbers, dates and marks are read alike, or refused alike', () => {
    const next = draws(11)
    const pick = (pieces: readonly string[]) => pieces[Math.floor(next() * pieces.length)]!
    const refused = { area: 0, day: 0, code: 0 }
    for (let i = 0; i < DRAWN; i++) {
      const name = (['area', 'day', 'code'] as const)[i % 3]!
      const pieces = name === 'day' ? DATE_PIECES.map(pick) : Array.from({ length: 1 + Math.floor(next() * 4) }, () => pick(PIECES))
      const given = { ...row, [name]: pieces.join('') }
      const [expected, found] = [() => model.predict(given) as number, () => exported.predict(given) as number].map(outcome) as [number, number]
      const close = Math.abs(expected - found) < 1e-9 * Math.max(1, Math.abs(expected))
      expect(close || (Number.isNaN(expected) && Number.isNaN(found)), JSON.stringify([given, expected, found])).toBe(true)
      refused[name] += Number(Number.isNaN(expected))
    }
    // Some of each kind are refused, not all; a text is always a level or none.
    expect(refused.code).toBe(0)
    for (const count of [refused.area, refused.day]) {
      expect(count).toBeGreaterThan(DRAWN / 100)
      expect(count).toBeLessThan(DRAWN / 3 - DRAWN / 100)
    }
  }, 30_000)

  test('a row that lacks a column is refused', () => {
    const { area: _, ...rest } = row
    expect(() => model.predict(rest)).toThrow(/area/)
    expect(() => exported.predict(rest)).toThrow("The row lacks column 'area'")
  })

  test('what JavaScript alone knows is refused', () => {
    expect(() => exported.predict({ ...row, area: {} })).toThrow("Column 'area'")
    expect(() => exported.predict({ ...row, day: new Date(Number.NaN) })).toThrow("Column 'day'")
    expect(() => exported.predict({ ...row, code: [] })).toThrow("Column 'code'")
  })
})

test('a plain row of another length, or with NaN, is refused', async () => {
  const { predict } = await moduleOf('arrays, linear regression')
  expect(() => predict([1, 2])).toThrow('Expected a row of 3 numbers, got 2')
  expect(() => predict([1, Number.NaN, 2])).toThrow('place 1')
  expect(predict(Float64Array.of(1, 2, 3))).toBe(predict([1, 2, 3]))
})

test('types tell what a row holds and which labels come', async () => {
  const model = new LogisticRegression({ epochs: 2 })
  await model.fit(Dataset.fromRows([{ a: 1, b: 'x', y: 'no' }, { a: 2, b: 'z', y: 'yes' }, { a: 4, b: 'x', y: 'yes' }], { target: 'y' }))
  const use = `import { classes, type Label, predict, predictProbability, type Row } from './labels.js'
const row: Row = { a: 1, b: 'x' }
export const label: 'no' | 'yes' = predict(row)
export const same: Label = classes[0]
export const shares: number[] = predictProbability(row)
// @ts-expect-error: a number is wanted
export const wrong: Row = { a: new Date(), b: 'x' }
// @ts-expect-error: b is missing
export const short: Row = { a: 1 }
`
  await compiled(new Map([['labels', toTypeScript(model)], ['use', use]]))
}, 60_000)

test('an estimator that is not trained says so', () => {
  expect(() => toTypeScript(new LinearRegression())).toThrow(/not trained yet/)
})
