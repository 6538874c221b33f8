import { readFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

// @ts-expect-error: the scripts have no types of their own
import { onnxWriter, writerFile } from '../scripts/write-onnx-writer.mjs'
// @ts-expect-error
import { optionTypes, typesFile } from '../scripts/write-option-types.mjs'

test('the option types are those of the core’s schema', async () => {
  expect(await readFile(typesFile, 'utf8')).toBe(await optionTypes())
})

test('the writer of ONNX is that of its schema', async () => {
  expect(await readFile(writerFile, 'utf8')).toBe(await onnxWriter())
})
