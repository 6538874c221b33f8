/** From raw columns to features. */
import type { ColumnEncoding, EncoderDescription, NumberEncoding, TextEncoding } from '../../encoder-description.js'
import type { Dtype } from '../../matrix.js'
import { type Graph, integer, integerList, ML_DOMAIN, type Port, textList, type Value } from './graph.js'
import { floats, integers } from './tensor.js'

/** The matrix of features, and for each of its columns the place of that feature in the model. */
export interface Features {
  readonly value: Value
  readonly places: readonly number[]
}

/** Element types of the inputs that are numbers, and of the features. */
interface Types {
  readonly inputs: Dtype
  readonly features: Dtype
}

/** A column: what is done with it, where it comes in, and the place of its first feature. */
interface Column<E> {
  readonly encoding: E
  readonly input: Value
  readonly place: number
}

/** Encodes raw columns: all numbers and dates at once, each text by itself. */
export function encoded(graph: Graph, { columns, missingMarks }: EncoderDescription, types: Types): Features {
  const numbers: Column<NumberEncoding>[] = []
  const texts: Column<TextEncoding>[] = []
  let place = 0
  for (const encoding of columns) {
    const input = graph.input(portOf(encoding, types.inputs))
    if (encoding.type === 'text') texts.push({ encoding, input, place })
    else numbers.push({ encoding, input, place })
    place += (encoding.type === 'text' ? encoding.levels.length : 1) + Number(encoding.missing)
  }
  const parts = [
    ...(numbers.length > 0 ? standardised(graph, numbers, types) : []),
    ...texts.map((column) => oneHot(graph, column, missingMarks, types.features)),
  ]
  return { value: graph.concat(parts.map(({ value }) => value)), places: parts.flatMap(({ places }) => places) }
}

function portOf({ name, type }: ColumnEncoding, numbers: Dtype): Port {
  switch (type) {
    case 'number':
      return { name, type: numbers, columns: 1, doc: 'A number; NaN is missing.' }
    case 'date':
      return { name, type: 'float64', columns: 1, doc: 'Days since 1970-01-01 (UTC), the time of day as a fraction; NaN is missing.' }
    case 'text':
      return { name, type: 'string', columns: 1, doc: 'Text, trimmed; a number in its shortest form.' }
  }
}

/** (x − mean) / scale in float64, as in training, 0 for NaN; and 1 for NaN where the column has a feature for it. */
function standardised(graph: Graph, columns: readonly Column<NumberEncoding>[], types: Types): Features[] {
  const encodings = columns.map(({ encoding }) => encoding)
  const cells = columns.map(({ encoding, input }) => {
    const wide = encoding.type === 'date' || types.inputs === 'float64'
    return wide ? input : graph.cast(input, 'float64')
  })
  const x = graph.concat(cells)
  const row = [1, columns.length]
  const means = graph.constant(floats('float64', encodings.map(({ mean }) => mean), row))
  const scales = graph.constant(floats('float64', encodings.map(({ scale }) => scale), row))
  const missing = graph.node('IsNaN', [x])
  const scaled = graph.node('Div', [graph.node('Sub', [x, means]), scales])
  const filled = graph.node('Where', [missing, graph.scalar(0, 'float64'), scaled])
  const numbers = { value: graph.cast(filled, types.features), places: columns.map(({ place }) => place) }
  const flagged = [...encodings.keys()].filter((at) => encodings[at]!.missing)
  if (flagged.length === 0) return [numbers]
  const flags = graph.node('Gather', [missing, graph.constant(integers(flagged))], [integer('axis', 1)])
  return [numbers, { value: graph.cast(flags, types.features), places: flagged.map((at) => columns[at]!.place + 1) }]
}

/** 1 at the place of the level, zeros for a text that is none. */
function oneHot(graph: Graph, { encoding, input, place }: Column<TextEncoding>, marks: readonly string[], dtype: Dtype): Features {
  const { levels, missing } = encoding
  const keys = levels.map((level, at) => [level, at] as const)
  if (missing) keys.push(...marks.flatMap(caseVariants).map((mark) => [mark, levels.length] as const))
  const attributes = [
    textList('keys_strings', keys.map(([text]) => text)),
    integerList('values_int64s', keys.map(([, at]) => at)),
    integer('default_int64', -1),
  ]
  const level = graph.node('LabelEncoder', [input], attributes, ML_DOMAIN)
  const numbers = Array.from({ length: levels.length + Number(missing) }, (_, at) => at)
  const all = graph.constant(integers(numbers, [1, numbers.length]))
  return { value: graph.cast(graph.node('Equal', [level, all]), dtype), places: numbers.map((at) => place + at) }
}

/** A text in every mixture of small and capital letters: an operator that changes case would ask for a locale. */
function caseVariants(text: string): string[] {
  let variants = ['']
  for (const letter of text) {
    const cases = new Set([letter, letter.toUpperCase()])
    variants = variants.flatMap((start) => Array.from(cases, (letter) => start + letter))
  }
  return variants
}
