/**
 * The options of the core as its schema tells them: the one place where they are named, typed and documented.
 * Flags, their help and the first check of their values are made from here.
 */
import { createRequire } from 'node:module'

/** The part of JSON Schema (draft-07) that the core writes. */
interface Node {
  $ref?: string
  description?: string
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  minimum?: number
  items?: Node
  properties?: Record<string, Node>
  allOf?: Node[]
  anyOf?: Node[]
  oneOf?: Node[]
}

interface Schema {
  definitions: Record<string, Node>
}

/** What an option takes, all its forms together. */
export interface OptionForm {
  /** Words it takes: `auto`, `full`, and names that stand for an object. */
  readonly words: readonly string[]
  readonly number: boolean
  readonly integer: boolean
  /** Lowest whole number, where the schema has one. */
  readonly minimum: number | undefined
  readonly boolean: boolean
  readonly list: boolean
  readonly text: boolean
  readonly object: boolean
}

/** One option: its documentation and what it takes. */
export interface CoreOption {
  readonly description: string
  readonly form: OptionForm
}

/** Groups of options in the schema. */
export type OptionGroup = 'Config' | 'EarlyStopping' | 'FoldOptions' | 'HiddenLayer' | 'ReadOptions' | 'EncodeOptions' | 'SplitOptions'

let loaded: Schema | undefined

function schema(): Schema {
  return (loaded ??= createRequire(import.meta.url)('minibatch/schema.json') as Schema)
}

/** An option by its group and its name. */
export function coreOption(group: OptionGroup, name: string): CoreOption {
  const node = schema().definitions[group]?.properties?.[name]
  if (node === undefined) throw new Error(`The schema has no option '${name}' in ${group}.`)
  return { description: prose(node.description ?? ''), form: formOf(node) }
}

/** Doc comments wrap their lines and mark code by backquotes; a help text does neither. */
function prose(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').replaceAll('`', "'").replace(/\.$/, '')
}

function formOf(root: Node): OptionForm {
  const words = new Set<string>()
  const kinds = new Set<string>()
  let minimum: number | undefined
  const visit = (node: Node): void => {
    if (node.$ref !== undefined) visit(schema().definitions[node.$ref.split('/').at(-1)!] ?? {})
    for (const part of [...(node.allOf ?? []), ...(node.anyOf ?? []), ...(node.oneOf ?? [])]) visit(part)
    for (const word of node.enum ?? (node.const === undefined ? [] : [node.const])) {
      if (typeof word === 'string') words.add(word)
    }
    const types = Array.isArray(node.type) ? node.type : node.type === undefined ? [] : [node.type]
    for (const type of types) {
      if (type === 'string' && (node.enum !== undefined || node.const !== undefined)) continue
      kinds.add(type)
    }
    if (types.includes('integer')) minimum = node.minimum
    const name = node.properties?.['name']
    for (const word of name?.enum ?? (name?.const === undefined ? [] : [name.const])) {
      if (typeof word === 'string') words.add(word)
    }
  }
  visit(root)
  return {
    words: [...words],
    number: kinds.has('number'),
    integer: kinds.has('integer'),
    minimum,
    boolean: kinds.has('boolean'),
    list: kinds.has('array'),
    text: kinds.has('string'),
    object: kinds.has('object'),
  }
}
