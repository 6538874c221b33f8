import { readFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

// @ts-expect-error: the script has no types of its own
import { optionTypes, typesFile } from '../scripts/write-option-types.mjs'

test('the option types are those of the core’s schema', async () => {
  expect(await readFile(typesFile, 'utf8')).toBe(await optionTypes())
})
