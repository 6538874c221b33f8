/** Your table's parts that need no page. */
import { Dataset, dense, permutationImportance, ready, sequential, Trainer } from 'minibatch'
import { describe, expect, it } from 'vitest'
import { TrainingFailure } from '../src/scenes/table/answer.ts'
import { bins, groupsOf } from '../src/scenes/table/bins.ts'
import { chosen, encodingOf, guessTarget } from '../src/scenes/table/column-choices.ts'
import { cutRows } from '../src/scenes/table/cut.ts'
import { formatOf, formatOfName } from '../src/scenes/table/format.ts'
import { holdOut } from '../src/scenes/table/held-rows.ts'
import { spreads } from '../src/scenes/table/histogram.ts'
import { html } from '../src/scenes/table/html.ts'
import { importanceOf } from '../src/scenes/table/importance.ts'
import { hopeless, problemOf } from '../src/scenes/table/problem.ts'
import { needOf, roundDown } from '../src/scenes/table/room.ts'
import { WorkerStopped } from '../src/thread.ts'
import { tableFile } from './table.ts'
import { recipeFor } from './recipe.ts'

const recipe = recipeFor('target')

describe('the kind of a file', () => {
  it('is told by its name, and by its bytes where the name tells none', async () => {
    expect(['a.csv', 'a.TSV.gz', 'a.jsonl', 'a.b.parquet', 'a', 'a.xlsx'].map(formatOfName)).toEqual(['csv', 'csv', 'json', 'parquet', undefined, undefined])
    expect(await formatOf(new File(['PAR1…'], 'a.csv'))).toBe('parquet')
    expect(await formatOf(new File(['  [{"a":1}]'], 'a'))).toBe('json')
    expect(await formatOf(new File(['a,b\n1,2'], 'a'))).toBe('csv')
  })
})

describe('a part of the rows', () => {
  const text = 'a,b\n1,"x\ny"\n2,z\n3,"q"\n4,r\n'

  it('is the first ones, and line ends in quotes end no row', async () => {
    const { file, source } = await cutRows(new File([text], 'a.csv'), 'csv', { first: 2 })
    expect(await file.text()).toBe('a,b\n1,"x\ny"\n2,z\n')
    expect(source).toBeUndefined()
    const plain = await cutRows(new File(['a\n1\n2\n3\n'], 'a b.csv'), 'csv', { first: 2 })
    expect(await plain.file.text()).toBe('a\n1\n2\n')
    expect(plain.source).toBe("head -n 3 'a b.csv'")
  })

  it('is every second one, wherever the pieces of the file are cut', async () => {
    const lines = Array.from({ length: 40_000 }, (_, row) => `${row},${row % 7}`)
    const { file, source } = await cutRows(new File([`a,b\n${lines.join('\n')}`], 'a.csv'), 'csv', { every: 2 })
    expect(await file.text()).toBe(`a,b\n${lines.filter((_, row) => row % 2 === 0).map((line) => `${line}\n`).join('')}`)
    expect(source).toBe("awk 'NR == 1 || NR % 2 == 0' a.csv")
  })

  it('is refused where the table does not stand in lines', async () => {
    await expect(cutRows(new File(['[{"a":1}]'], 'a.json'), 'json', { every: 2 })).rejects.toThrow('does not stand in lines')
  })
})

describe('the room a file needs', () => {
  it('follows from its first lines', async () => {
    const line = '1.5,2.5,3.5,4.5\n'
    const need = await needOf(new File([line.repeat(1000)], 'a.csv'), 'csv')
    expect(need.memory).toBeGreaterThan(1000 * 4 * 12)
    expect(need.memory).toBeLessThan(1000 * 4 * 30)
    expect([1, 19, 2.5e6, 999].map(roundDown)).toEqual([1, 10, 2e6, 500])
  })
})

describe('the columns', () => {
  it('are taken as their cells tell unless chosen otherwise', () => {
    const column = { name: 'a', type: 'number', missing: 0 } as const
    const text = chosen(new Map(), column, 'text')
    expect(encodingOf(text, 'y')).toEqual({ task: 'auto', exclude: [], categorical: ['a'], numeric: [] })
    expect(encodingOf(text, 'a')).toEqual({ task: 'classification', exclude: [], categorical: [], numeric: [] })
    expect(chosen(text, column, 'number').size).toBe(0)
  })

  it('predict the last one that can be', async () => {
    await ready()
    const described = (text: string) => Dataset.fromCsv(new TextEncoder().encode(text)).then((table) => table.describe())
    expect(guessTarget(await described('a,b,c\n1,x,k\n2,y,k\n3,x,k\n4,y,k\n'))).toBe('b')
    expect(guessTarget(await described('a,b\n1,p\n2,q\n3,r\n4,s\n'))).toBe('a')
  })

  it('are counted in bins by class, every row once', async () => {
    const table = await Dataset.fromCsv(tableFile('iris'))
    const found = await spreads(table, 'target', ['setosa', 'versicolor', 'virginica'])
    for (const { counts, groups } of found) {
      expect(groups).toBe(3)
      expect(counts).toHaveLength(3 * bins)
      expect([...counts].reduce((sum, count) => sum + count)).toBe(150)
      for (const group of [0, 1, 2]) expect([...counts.subarray(group * bins, (group + 1) * bins)].reduce((sum, count) => sum + count)).toBe(50)
    }
    expect(groupsOf(['a', 'b', 'c', 'd'])).toEqual([])
  })
})

describe('the rows held out', () => {
  it.each(['wine', 'diabetes'])('of %s know their numbers in the file', async (name) => {
    const table = (await Dataset.fromCsv(tableFile(name))).with({ target: 'target' })
    const { judged, numbers } = await holdOut(table, recipe)
    const [{ name: column }] = table.describe().columns
    const all = table.texts(column)
    expect(judged.texts(column)).toEqual(Array.from(numbers, (number) => all[number - 1]))
    expect(new Set(numbers).size).toBe(judged.rows)
  })
})

describe('importance', () => {
  it('is what shuffling adds to the loss: the same for a seed, nothing for a column that tells nothing', async () => {
    const rows = Array.from({ length: 400 }, (_, row) => ({ strong: (row * 37) % 100, weak: (row * 53) % 100, none: (row * 71) % 3, y: 0 }))
    for (const row of rows) row.y = 10 * row.strong + row.weak
    const data = Dataset.fromRows(rows, { target: 'y' })
    const trainer = new Trainer(sequential(data, [dense(1)]), data, { seed: 1 })
    await trainer.run()
    const options = { seed: 5, signal: new AbortController().signal }
    const found = await importanceOf(trainer.model(), data, options)
    expect(found.map(({ name }) => name)).toEqual(['strong', 'weak', 'none'])
    expect(found[0].added).toBeGreaterThan(50 * found[1].added)
    expect(Math.abs(found[2].added)).toBeLessThan(found[1].added / 10)
    expect(await importanceOf(trainer.model(), data, options)).toEqual(found)
    expect(await importanceOf(trainer.model(), data, { ...options, seed: 6 })).not.toEqual(found)
    const { columns } = await permutationImportance(trainer.model(), data, { metric: 'loss', seed: 5 })
    expect(found).toEqual(columns.map(({ name, mean }) => ({ name, added: mean })))
    await expect(importanceOf(trainer.model(), data, { ...options, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' })
  })

  it('is measured on a thousand rows of more', async () => {
    const rows = Array.from({ length: 1500 }, (_, row) => ({ x: (row * 37) % 101, y: (row * 37) % 101 }))
    const data = Dataset.fromRows(rows, { target: 'y' })
    const trainer = new Trainer(sequential(data, [dense(1)]), data, { seed: 1, epochs: 5 })
    await trainer.run()
    const part = data.split({ test: 1000 / 1500, seed: 5 }).test
    expect(part.rows).toBe(1000)
    const [{ mean }] = (await permutationImportance(trainer.model(), part, { metric: 'loss', seed: 5 })).columns
    expect(await importanceOf(trainer.model(), data, { seed: 5, signal: new AbortController().signal })).toEqual([{ name: 'x', added: mean }])
  })
})

describe('importance of very many columns', () => {
  it('is measured of those with the largest weights', async () => {
    const rows = Array.from({ length: 120 }, (_, row) => ({
      ...Object.fromEntries(Array.from({ length: 150 }, (__, column) => [`c${column}`, (row * (2 * column + 7919)) % 101])),
      kind: ['low', 'high'][row % 2],
      y: 0,
    })) as Record<string, string | number>[]
    for (const row of rows) row['y'] = (row['c140'] as number) + (row['kind'] === 'high' ? 500 : 0)
    const data = Dataset.fromRows(rows, { target: 'y' })
    const trainer = new Trainer(sequential(data, [dense(1)]), data, { seed: 1 })
    await trainer.run()
    const found = await importanceOf(trainer.model(), data, { seed: 5, signal: new AbortController().signal })
    expect(found).toHaveLength(100)
    expect(found.slice(0, 2).map(({ name }) => name)).toEqual(['kind', 'c140'])
  })
})

describe('problems', () => {
  const attempt = { file: 'a.csv', firstLine: 'PK', description: undefined, recipe: { ...recipe, learningRate: 1.2 } }
  const failure = (code: string, message: string, details = {}): TrainingFailure => new TrainingFailure({ code, message, details })

  it('say what happened and offer what to do', () => {
    const diverged = problemOf(failure('DIVERGED', 'x', { step: 12, safeLearningRate: 0.93 }), attempt)
    expect(diverged.sentence).toBe('Diverged at update 12: the rate 1.2 is above the safe 0.93 for this data.')
    expect(diverged.offers).toEqual([{ label: 'Use 0.5', remedy: { do: 'rate', rate: 0.5 } }])
    const memory = problemOf(failure('OUT_OF_MEMORY', 'x', { held: 1.9e9 }), attempt)
    expect(memory.sentence).toBe('Out of memory at 1.90 GB. Your file is untouched, and the page goes on.')
    expect(memory.isSpoilt).toBe(true)
    expect(problemOf(failure('DATA_INVALID', 'a.csv: no rows.'), attempt).sentence).toBe(
      'a.csv is not a table: no row could be read. First line seen: “PK”. No rows.',
    )
    expect(problemOf(new WorkerStopped(), attempt).offers).toEqual([{ label: 'Run again', remedy: { do: 'again' } }])
  })

  it('tell before a run what nothing can be learnt from', () => {
    const columns = (...types: object[]) => types.map((type, index) => ({ name: index === types.length - 1 ? 'target' : `c${index}`, missing: 0, ...type })) as never
    const told = (rows: number, ...types: object[]): string | undefined => hopeless({ name: 'a.csv', rows, columns: columns(...types) }, recipe)
    const number = { type: 'number', min: 0, max: 1 }
    expect(told(9, number)).toBe('One column only: there is nothing to predict it from.')
    expect(told(1, number, number)).toMatch(/^One row only/)
    expect(told(9, number, { type: 'text', distinct: 1 })).toMatch(/^Every row has the same target/)
    expect(told(99, number, { type: 'text', distinct: 98 })).toBe('target has 98 different texts in 99 rows: too many to learn any. Choose another column to predict.')
    expect(told(9, number, { ...number, missing: 9 })).toMatch(/^Every target is missing/)
    expect(told(9, { type: 'text', missing: 9 }, { type: 'text', missing: 9 })).toMatch(/^Every cell is missing/)
    expect(told(9, number, number)).toBeUndefined()
  })
})

describe('HTML', () => {
  it('escapes what is put into it', () => {
    expect(html`<p title="${'"'}">${'<b> & \''}</p>`.text).toBe('<p title="&#34;">&#60;b&#62; &#38; &#39;</p>')
  })
})
