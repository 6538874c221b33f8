/** Files that pyarrow wrote, and queries: the same table as their copy in CSV. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { tableFromIPC } from 'apache-arrow'
import { Dataset, LogisticRegression } from 'minibatch'
import { expect, test } from 'vitest'

const path = (name: string) => fileURLToPath(new URL(`../../../fixtures/columnar/${name}`, import.meta.url))
const options = { target: 'target', name: 'kinds' }

async function seen(data: Dataset): Promise<unknown> {
  const model = new LogisticRegression({ epochs: 5, l2: 0, seed: 1 })
  await model.fit(data)
  return { description: data.describe(), report: data.report, hash: model.weightsHash }
}

const sources: Record<string, () => Promise<Dataset>> = {
  'the Parquet file': () => Dataset.fromParquet(path('kinds.parquet'), options),
  'its bytes': async () => Dataset.fromParquet(await readFile(path('kinds.parquet')), options),
  'the Arrow file': async () => Dataset.fromArrow(tableFromIPC(await readFile(path('kinds.arrow'))), options),
  'a query over the Parquet file': () => Dataset.fromSql(`SELECT * FROM '${path('kinds.parquet')}'`, options),
}

test.each(Object.keys(sources))('%s is the table of the CSV file', async (source) => {
  const expected = await seen(await Dataset.fromCsv(path('kinds.csv'), options))
  expect(await seen(await sources[source]!())).toEqual(expected)
})

test('a query that fails says why, at its start and in its middle', async () => {
  await expect(Dataset.fromSql('SELECT nowhere')).rejects.toMatchObject({ code: 'OPTION_INVALID', message: expect.stringMatching(/^The query failed: .*nowhere/) })
  const late = "SELECT CASE WHEN i = 90000 THEN error('no more') ELSE i END AS a FROM range(100000) AS t(i);"
  await expect(Dataset.fromSql(late)).rejects.toMatchObject({ code: 'OPTION_INVALID', message: 'The query failed: no more.' })
})

test('a query with two columns of one name, or lists, makes no table', async () => {
  await expect(Dataset.fromSql('SELECT 1 AS a, 2 AS a')).rejects.toMatchObject({ code: 'DATA_INVALID', message: expect.stringMatching(/two columns named 'a'/) })
  await expect(Dataset.fromSql('SELECT [1, 2] AS a')).rejects.toMatchObject({ code: 'DATA_INVALID', message: expect.stringMatching(/column 'a'.*INTEGER\[\]/) })
})

test.each([0, 5, 10, 20, 40, 200])('a signal after %i ms ends a query, whether it opens, begins or runs', async (milliseconds) => {
  const controller = new AbortController()
  setTimeout(() => controller.abort('late'), milliseconds)
  const reading = Dataset.fromSql('SELECT sum(i * j % 7) AS a FROM range(100000) s(i), range(1000000) t(j)', { signal: controller.signal })
  await expect(reading).rejects.toMatchObject({ code: 'ABORTED', cause: 'late' })
})

test('without DuckDB the error names the line that installs it', async () => {
  const hook = `export async function resolve(name, context, next) {
    if (name === '@duckdb/node-api') throw Object.assign(new Error('Cannot find package ' + name), { code: 'ERR_MODULE_NOT_FOUND' })
    return next(name, context)
  }`
  const program = `
    import { register } from 'node:module'
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hook)}))
    const { Dataset } = await import('minibatch')
    await Dataset.fromSql('SELECT 1 AS a').catch(({ code, message }) => console.log(code, message))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { cwd: fileURLToPath(new URL('..', import.meta.url)) })
  expect(stdout).toMatch(/^BACKEND_UNAVAILABLE .*npm install @duckdb\/node-api\n$/)
})
