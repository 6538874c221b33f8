/** `export`: each form of a trained model, in a file or on stdout. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadModel } from 'minibatch'
import { toJson, toOnnx, toTypeScript } from 'minibatch/export'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { document, folder, minibatch, smallTable } from './command.js'

describe('export', () => {
  const place = folder({ 'table.csv': smallTable() })
  const settings = { cwd: place.path }
  const model = join(place.path, 'model.safetensors')

  beforeAll(async () => {
    await document(['train', 'table.csv', '--target', 'target', '--epochs', '3', '--out', 'model.safetensors'], settings)
  })
  afterAll(place.remove)

  it('writes what the library writes, into a file', async () => {
    const trained = await loadModel(model)
    const { weightsHash } = trained
    const expected = { onnx: toOnnx(trained), ts: toTypeScript(trained), json: `${JSON.stringify(toJson(trained), null, 2)}\n` }
    for (const [to, content] of Object.entries(expected)) {
      const out = `model.${to}`
      expect(await document(['export', 'model.safetensors', '--to', to, '--out', out], settings)).toEqual({ to, weightsHash, out })
      expect(readFileSync(join(place.path, out))).toEqual(Buffer.from(content))
    }
  })

  it('prints text without a file, and asks for one where it is none', async () => {
    const { code, stdout, stderr } = await minibatch(['export', 'model.safetensors', '--to', 'ts'], settings)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toBe(toTypeScript(await loadModel(model)))
    const onnx = await minibatch(['export', 'model.safetensors', '--to', 'onnx'], settings)
    expect(onnx).toEqual({ code: 2, stdout: '', stderr: 'ONNX is no text for stdout: name a file with --out.\n' })
  })

  it('names the forms there are', async () => {
    const { code, stderr } = await minibatch(['export', 'model.safetensors', '--to', 'pmml', '--out', 'model.pmml'], settings)
    expect(code).toBe(2)
    expect(stderr).toMatch(/onnx, ts, json/)
    expect(existsSync(join(place.path, 'model.pmml'))).toBe(false)
  })
})
