/** Where bytes come from, on its way to the worker. */
import { absolute } from '#worker'

import type { Source } from '../source.js'
import type { Leaving } from './port.js'

/** A source as it crosses: a URL does not, its text does. */
export type SentSource = Exclude<Source, URL> | { readonly url: string }

/** A source in the form in which it crosses, and what of it leaves this side: a stream can be read once only. */
export function toSentSource(source: Source): { readonly sent: SentSource; readonly transfer: readonly Leaving[] } {
  if (source instanceof URL) return { sent: { url: source.href }, transfer: [] }
  if (typeof source === 'string') return { sent: absolute(source), transfer: [] }
  if (source instanceof Uint8Array && source.byteLength < source.buffer.byteLength) return { sent: source.slice(), transfer: [] }
  return { sent: source, transfer: source instanceof ReadableStream ? [source] : [] }
}

/** The source it was. */
export function fromSentSource(sent: SentSource): Source {
  return typeof sent === 'object' && 'url' in sent ? new URL(sent.url) : sent
}
