import {
  type AttributeProto,
  AttributeProtoAttributeType as AttributeType,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from '../../generated/onnx.js'
import type { Dtype } from '../../matrix.js'
import { type Constant, elementType, type ElementType, floats, utf8 } from './tensor.js'

/** The domain of the operators of classical machine learning. */
export const ML_DOMAIN = 'ai.onnx.ml'

/** A value of the graph, by its name. */
export type Value = string

/** What stands at the rim of a graph: shape (N, columns), or (N) without columns. */
export interface Port {
  readonly name: string
  readonly type: ElementType
  readonly columns?: number
  readonly doc?: string
}

/** An ONNX graph as it grows, each node after those it reads. */
export class Graph {
  readonly #names: Set<string>
  readonly #nodes: NodeProto[] = []
  readonly #constants: TensorProto[] = []
  readonly #inputs: ValueInfoProto[] = []
  readonly #outputs: ValueInfoProto[] = []

  /** @param reserved names that no inner value may take: those of the inputs */
  constructor(reserved: readonly string[]) {
    this.#names = new Set(reserved)
  }

  input(port: Port): Value {
    this.#inputs.push(valueInfo(port))
    return port.name
  }

  /** Gives a value a name outside; an underscore follows it where an input has that name. */
  output(value: Value, port: Port): void {
    let { name } = port
    while (this.#names.has(name)) name += '_'
    this.#names.add(name)
    this.#nodes.push({ op_type: 'Identity', name: this.#newName('Identity'), input: [value], output: [name] })
    this.#outputs.push(valueInfo({ ...port, name }))
  }

  constant(constant: Constant): Value {
    const name = this.#newName('constant')
    this.#constants.push({ ...constant, name })
    return name
  }

  /** One number, for an operator that broadcasts. */
  scalar(value: number, dtype: Dtype): Value {
    return this.constant(floats(dtype, [value], []))
  }

  /** A node of one output. */
  node(operator: string, inputs: readonly Value[], attributes: readonly AttributeProto[] = [], domain = ''): Value {
    const output = this.#newName(operator)
    this.#nodes.push({ op_type: operator, name: output, domain, input: inputs, output: [output], attribute: attributes })
    return output
  }

  cast(value: Value, type: ElementType): Value {
    return this.node('Cast', [value], [integer('to', elementType(type))])
  }

  /** Columns side by side. */
  concat(values: readonly Value[]): Value {
    return values.length === 1 ? values[0]! : this.node('Concat', values, [integer('axis', 1)])
  }

  /** Whether an operator of the domain is used. */
  uses(domain: string): boolean {
    return this.#nodes.some((node) => node.domain === domain)
  }

  toProto(name: string): GraphProto {
    return { name, node: this.#nodes, initializer: this.#constants, input: this.#inputs, output: this.#outputs }
  }

  #newName(stem: string): string {
    let name = stem
    for (let i = 1; this.#names.has(name); i++) name = `${stem}_${i}`
    this.#names.add(name)
    return name
  }
}

export function integer(name: string, value: number): AttributeProto {
  return { name, type: AttributeType.INT, i: value }
}

export function integerList(name: string, values: readonly number[]): AttributeProto {
  return { name, type: AttributeType.INTS, ints: values }
}

export function textList(name: string, values: readonly string[]): AttributeProto {
  return { name, type: AttributeType.STRINGS, strings: values.map(utf8) }
}

function valueInfo({ name, type, columns, doc = '' }: Port): ValueInfoProto {
  const dim = [{ dim_param: 'N' }, ...(columns === undefined ? [] : [{ dim_value: columns }])]
  return { name, doc_string: doc, type: { tensor_type: { elem_type: elementType(type), shape: { dim } } } }
}
