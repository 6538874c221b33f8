/**
 * Records of TensorBoard's event files: protobuf messages of TensorFlow's `event.proto` and `summary.proto`, each framed
 * as a TFRecord: its length, a checksum of the length, the message, a checksum of the message.
 */
import crc32c from 'crc-32/crc32c.js'
import { PbfWriter } from 'pbf'

/** A message `Event`. */
export interface Event {
  /** Seconds since 1970. */
  readonly wallTime: number
  readonly step?: number
  /** Of the first event of a file. */
  readonly fileVersion?: string
  readonly values?: readonly Value[]
  /** A session begins at this step: points of earlier ones from it on are void. */
  readonly starts?: boolean
}

/** A message `Summary.Value`: a point of a curve, or a text in Markdown. */
export interface Value {
  readonly tag: string
  readonly scalar?: number
  readonly text?: string
}

/** Numbers of the fields in TensorFlow's schema. */
const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5, sessionLog: 7 }
const SESSION_LOG = { status: 1 }
const SUMMARY = { value: 1 }
const VALUE = { tag: 1, simpleValue: 2, tensor: 8, metadata: 9 }
const METADATA = { pluginData: 1, dataClass: 4 }
const PLUGIN_DATA = { pluginName: 1 }
const TENSOR = { dtype: 1, shape: 2, stringValue: 8 }

const SESSION_START = 1
const DATA_CLASS_TENSOR = 2
const DTYPE_STRING = 7

/** An event as it stands in a file. */
export function record(event: Event): Uint8Array {
  const writer = new PbfWriter()
  writeEvent(event, writer)
  const message = writer.finish()
  const bytes = new Uint8Array(message.length + 16)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, BigInt(message.length), true)
  view.setUint32(8, maskedChecksum(bytes.subarray(0, 8)), true)
  bytes.set(message, 12)
  view.setUint32(12 + message.length, maskedChecksum(message), true)
  return bytes
}

/** CRC-32C, turned and shifted as TFRecord has it, so that a checksum of checksums differs from theirs. */
function maskedChecksum(bytes: Uint8Array): number {
  const checksum = crc32c.buf(bytes) >>> 0
  return (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0
}

function writeEvent({ wallTime, step, fileVersion, values, starts }: Event, writer: PbfWriter): void {
  writer.writeDoubleField(EVENT.wallTime, wallTime)
  if (step !== undefined) writer.writeVarintField(EVENT.step, step)
  if (fileVersion !== undefined) writer.writeStringField(EVENT.fileVersion, fileVersion)
  if (values !== undefined) writer.writeMessage(EVENT.summary, writeSummary, values)
  if (starts) writer.writeMessage(EVENT.sessionLog, writeSessionStart, undefined)
}

function writeSessionStart(_: undefined, writer: PbfWriter): void {
  writer.writeVarintField(SESSION_LOG.status, SESSION_START)
}

function writeSummary(values: readonly Value[], writer: PbfWriter): void {
  for (const value of values) writer.writeMessage(SUMMARY.value, writeValue, value)
}

function writeValue({ tag, scalar, text }: Value, writer: PbfWriter): void {
  writer.writeStringField(VALUE.tag, tag)
  if (scalar !== undefined) writer.writeFloatField(VALUE.simpleValue, scalar)
  if (text === undefined) return
  writer.writeMessage(VALUE.tensor, writeText, text)
  writer.writeMessage(VALUE.metadata, writeTextMetadata, undefined)
}

/** A tensor of no dimensions that holds the text. */
function writeText(text: string, writer: PbfWriter): void {
  writer.writeVarintField(TENSOR.dtype, DTYPE_STRING)
  writer.writeBytesField(TENSOR.shape, new Uint8Array())
  writer.writeStringField(TENSOR.stringValue, text)
}

function writeTextMetadata(_: undefined, writer: PbfWriter): void {
  writer.writeMessage(METADATA.pluginData, (name: string, inner: PbfWriter) => inner.writeStringField(PLUGIN_DATA.pluginName, name), 'text')
  writer.writeVarintField(METADATA.dataClass, DATA_CLASS_TENSOR)
}
