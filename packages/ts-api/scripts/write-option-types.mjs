// Writes src/generated/options.ts from the core's schema.json: `node scripts/write-option-types.mjs`.
// Names, ranges, defaults and documentation have their one home in packages/core-rs/src/config.rs.
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
  nameVariants(definitions)
  const named = Object.entries(definitions).filter(([name]) => !isWrapper(name))
  const schema = { title: 'Options', definitions: Object.fromEntries(named.map(([name, type]) => [name, inlined(type)])) }
  const text = await compile(schema, 'Options', {
    unreachableDefinitions: true,
    bannerComment: BANNER,
    style: { semi: false, singleQuote: true, printWidth: 120 },
  })
  return text.replace(REFERENCE, '').replace(ROOT, '')

  /** A type as its reader wants to see it: `'auto' | number` where the schema refers to a wrapper. */
  function inlined(node) {
    if (Array.isArray(node)) return node.map(inlined)
    if (typeof node !== 'object' || node === null) return node
    const { allOf, default: value, ...rest } = node
    if (allOf?.length === 1) return { ...rest, allOf: [reached(allOf[0])] }
    if (node.$ref) return reached(node)
    const kept = value === undefined ? rest : { ...rest, default: value }
    return Object.fromEntries(Object.entries(kept).map(([key, child]) => [key, inlined(child)]))
  }

  function reached({ $ref }) {
    const name = $ref.replace('#/definitions/', '')
    return isWrapper(name) ? inlined(definitions[name]) : { $ref }
  }
}

/** What json-schema-to-typescript says of the schema's insides, and its type for the whole. */
const REFERENCE = / \*\n \* This interface was referenced by .*\n \* via the `definition` ".*"\.\n/g
const ROOT = /export interface Options \{\n.*\n\}\n/

/** Types that only say 'one of these': Auto<T> and the words. */
function isWrapper(name) {
  return /^Auto\d*$|Word$|^BatchSize$/.test(name)
}

/** Gives every object with a fixed name a type of its own: `{ name: 'adam' }` in `Optimizer` becomes AdamOptimizer. */
function nameVariants(definitions) {
  for (const [title, definition] of Object.entries(definitions)) {
    const variants = definition.oneOf?.filter((variant) => variant.properties?.name?.const)
    if (!variants?.length) continue
    definition.title = title
    for (const variant of variants) {
      const name = variant.properties.name.const
      variant.title = `${name[0].toUpperCase()}${name.slice(1)}${title}`
    }
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) await writeFile(typesFile, await optionTypes())
