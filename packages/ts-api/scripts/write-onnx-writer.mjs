// Writes src/generated/onnx.ts, the writer of ONNX files, from proto/onnx-ml.proto: `node scripts/write-onnx-writer.mjs`.
// pbf compiles the schema, vite joins the result with the writing half of pbf, so that the package needs nothing at run
// time; the types come from the same schema.
import { readFile, writeFile } from 'node:fs/promises'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import { compileRaw } from 'pbf/compile'
import protobuf from 'protocol-buffers-schema'
import { build } from 'vite'

/** ONNX's own file, unchanged: onnx/onnx-ml.proto of https://github.com/onnx/onnx, release 1.23.2. */
const schemaFile = new URL('../proto/onnx-ml.proto', import.meta.url)
const licenceFile = new URL('../node_modules/pbf/LICENSE', import.meta.url)
export const writerFile = new URL('../src/generated/onnx.ts', import.meta.url)

/** The text of src/generated/onnx.ts as the schema has it now. */
export async function onnxWriter() {
  // The parser takes no empty statement, and ONNX ends its messages with one.
  const schema = protobuf.parse((await readFile(schemaFile, 'utf8')).replace(/\};/g, '}'))
  const [licence, code] = await Promise.all([readFile(licenceFile, 'utf8'), bundled(entry(schema))])
  const header = [
    '// @ts-nocheck: compiled code, whose types are the interfaces here',
    '/* oxlint-disable */',
    '/* Written by scripts/write-onnx-writer.mjs from proto/onnx-ml.proto of ONNX; do not edit. */',
  ]
  return [...header, ...types(schema), `/* The writer is that of pbf:\n\n${licence.trim()} */`, code].join('\n')
}

/** One module that writes a whole file. */
function entry(schema) {
  return `import { PbfWriter } from 'pbf'
${compileRaw(schema, { noRead: true })}
export function encodeModel(model) {
  const writer = new PbfWriter()
  writeModelProto(model, writer)
  return writer.finish()
}`
}

/** The module with what it imports, as one text without imports. */
async function bundled(code) {
  const id = fileURLToPath(new URL('onnx-entry.js', import.meta.url)) // no such file: its text is `code`
  const plugin = { name: 'onnx-entry', enforce: 'pre', resolveId: (name) => (name === id ? id : null), load: (name) => (name === id ? code : null) }
  const lib = { entry: id, formats: ['es'] }
  const [{ output }] = await build({
    configFile: false,
    logLevel: 'warn',
    plugins: [plugin],
    build: { write: false, minify: false, target: 'es2022', lib },
  })
  return output[0].code
    .replace('function encodeModel(model)', 'export function encodeModel(model: ModelProto): Uint8Array')
    .replace(/^var ([A-Z][a-z]\w*) = \{/gm, 'export const $1 = {')
    .replace(/^export \{.*\};?\n/m, '')
    .replace(/^\/\/( \S+\.js|#(end)?region.*)\n/gm, '') // paths, which depend on where this runs
}

const SCALARS = { string: 'string', bytes: 'Uint8Array', bool: 'boolean' }

/** An interface a message, its fields named as in the schema; all may be left out. */
function types({ messages }) {
  return messages.flatMap((message) => typesOf(message, ''))
}

function typesOf(message, path) {
  const name = path + message.name
  const inner = new Set(message.messages.map(({ name }) => name))
  const typeOf = ({ type }) => {
    if (inner.has(type)) return name + type
    return SCALARS[type] ?? (/^[A-Z]\w*Proto$/.test(type) ? type : 'number')
  }
  const fields = message.fields.map((field) => {
    const type = typeOf(field)
    return `  readonly ${field.name}?: ${field.repeated ? `readonly ${type}[]` : type}`
  })
  return [...message.messages.flatMap((child) => typesOf(child, name)), `export interface ${name} {\n${fields.join('\n')}\n}\n`]
}

if (argv[1] === fileURLToPath(import.meta.url)) await writeFile(writerFile, await onnxWriter())
