import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'

import { Dataset, LinearRegression, loadModel } from 'minibatch'
import { afterAll, beforeAll, expect, test } from 'vitest'

const table = new URL('../../../fixtures/tables/diabetes.csv', import.meta.url)
let folder: string
let server: Server
let origin: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'minibatch-'))
  server = createServer(async (request, response) => {
    if (request.url === '/diabetes.csv') response.end(await readFile(table))
    else if (request.url === '/broken.csv') response.writeHead(200).write('a,b\n1,', () => response.destroy())
    else response.writeHead(404).end()
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(async () => {
  server.close()
  await rm(folder, { recursive: true })
})

test('a CSV file by path, URL, address and gzip is one table', async () => {
  const zipped = join(folder, 'diabetes.csv.gz')
  await writeFile(zipped, gzipSync(await readFile(table)))
  const sources = [table.pathname, table, zipped, pathToFileURL(zipped), `${origin}/diabetes.csv`, new URL('/diabetes.csv', origin)]
  const described = await Promise.all(sources.map(async (source) => (await Dataset.fromCsv(source)).describe().columns))
  for (const columns of described) expect(columns).toEqual(described[0])
})

test('errors name the file and what to do', async () => {
  await expect(Dataset.fromCsv(join(folder, 'absent.csv'))).rejects.toMatchObject({
    code: 'IO_FAILED',
    message: expect.stringMatching(/absent\.csv: there is no such file.*Check the path/),
    details: { systemCode: 'ENOENT' },
  })
  await expect(Dataset.fromCsv(folder)).rejects.toMatchObject({ code: 'IO_FAILED', details: { systemCode: 'EISDIR' } })
  await expect(Dataset.fromCsv(`${origin}/absent.csv`)).rejects.toMatchObject({ code: 'IO_FAILED', message: expect.stringMatching(/status 404/) })
  await expect(Dataset.fromCsv(`${origin}/broken.csv`)).rejects.toMatchObject({ code: 'IO_FAILED', message: expect.stringMatching(/broken\.csv/) })
  await expect(loadModel(join(folder, 'absent.safetensors'))).rejects.toMatchObject({ code: 'IO_FAILED' })
})

test('a saved model is loaded as it was; nothing else is left in the folder', async () => {
  const data = await Dataset.fromCsv(table, { target: 'target' })
  const model = new LinearRegression({ epochs: 3 })
  await model.fit(data)
  const path = join(folder, 'model.safetensors')
  await model.save(path)
  await model.save(pathToFileURL(path))
  expect((await readdir(folder)).filter((name) => name.includes('model'))).toEqual(['model.safetensors'])
  const same = await loadModel(path)
  expect(same.weightsHash).toBe(model.weightsHash)
  expect(same.predict(data)).toEqual(model.predict(data))
})

test('a model that cannot be written leaves no file', async () => {
  const model = new LinearRegression({ epochs: 1 })
  await model.fit([[1], [2]], [1, 2])
  await expect(model.save(join(folder, 'no', 'model.safetensors'))).rejects.toMatchObject({ code: 'IO_FAILED' })
  await expect(model.save(folder)).rejects.toMatchObject({ code: 'IO_FAILED' })
  expect((await readdir(join(folder, '..'))).filter((name) => name.endsWith('.tmp'))).toEqual([])
})
