// Writes src/generated/options.ts from the core's schema.json: `node scripts/write-option-types.mjs`.
// Names, ranges, defaults and documentation have their one home in packages/core-rs/src/config.
import { readFile, writeFile } from 'node:fs/promises'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import { compile } from 'json-schema-to-typescript'

const schemaFile = new URL('../../core-rs/schema.json', import.meta.url)
export const typesFile = new URL('../src/generated/options.ts', import.meta.url)

const BANNER = `/* Written by scripts/write-option-types.mjs from packages/core-rs/schema.json; do not edit. */`

/** The text of src/generated/options.ts as the schema has it now. */
export async function optionTypes() {
  const { definitions } = JSON.parse(await readFile(schemaFile, 'utf8'))
  for (const [title, definition] of Object.entries(definitions)) nameVariants(title, definition)
  const text = await compile({ title: 'Options', definitions: withoutGuesses(definitions) }, 'Options', {
    unreachableDefinitions: true,
    bannerComment: BANNER,
    style: { semi: false, singleQuote: true, printWidth: 120 },
  })
  return text.replace(REFERENCE, '').replace(ROOT, '')
}

/** What json-schema-to-typescript says of the schema's insides, and its type for the whole. */
const REFERENCE = / \*\n \* This interface was referenced by .*\n \* via the `definition` ".*"\.\n/g
const ROOT = /export interface Options \{\n.*\n\}\n/

/** Gives every object with a fixed name a type of its own: `{ name: 'adam' }` in `Optimizer` becomes AdamOptimizer. */
function nameVariants(title, definition) {
  const objects = definition.anyOf?.find(({ oneOf }) => oneOf?.every((variant) => variant.properties?.name?.const))
  for (const variant of objects?.oneOf ?? []) {
    const name = variant.properties.name.const
    variant.title = `${name[0].toUpperCase()}${name.slice(1)}${title}`
  }
}

/** Without the defaults beside a reference: the compiler takes their type for one more condition. */
function withoutGuesses(node) {
  if (Array.isArray(node)) return node.map(withoutGuesses)
  if (typeof node !== 'object' || node === null) return node
  const { default: _, ...rest } = node
  const kept = node.allOf ? rest : node
  return Object.fromEntries(Object.entries(kept).map(([key, child]) => [key, withoutGuesses(child)]))
}

if (argv[1] === fileURLToPath(import.meta.url)) await writeFile(typesFile, await optionTypes())
