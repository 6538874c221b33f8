/** Tensors of constants. */
import { TensorProtoDataType as DataType, type TensorProto } from '../../generated/onnx.js'
import type { Dtype } from '../../matrix.js'

/** Element types that occur in a model. */
export type ElementType = Dtype | 'int64' | 'string' | 'bool'

/** A constant without its name. */
export type Constant = Omit<TensorProto, 'name'>

/** ONNX's number of an element type. */
export function elementType(type: ElementType): number {
  const names = { float32: 'FLOAT', float64: 'DOUBLE', int64: 'INT64', string: 'STRING', bool: 'BOOL' } as const
  return DataType[names[type]]
}

/** Floats of a shape, row-major. */
export function floats(dtype: Dtype, values: Iterable<number>, dims: readonly number[]): Constant {
  const typed = dtype === 'float32' ? Float32Array.from(values) : Float64Array.from(values)
  return { data_type: elementType(dtype), dims, raw_data: new Uint8Array(typed.buffer) }
}

/** Whole numbers of a shape, row-major. */
export function integers(values: readonly number[], dims: readonly number[] = [values.length]): Constant {
  return { data_type: elementType('int64'), dims, raw_data: new Uint8Array(BigInt64Array.from(values, BigInt).buffer) }
}

/** Texts, shape (n). */
export function texts(values: readonly string[]): Constant {
  return { data_type: elementType('string'), dims: [values.length], string_data: values.map(utf8) }
}

/** The bytes of a text. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
