/** JSON text cut into batches of whole values as its bytes come: an array's members, or one value a line. */

/** Some values, one after another. */
export interface JsonBatch {
  /** Their text, and what parts them: commas in an array, ends of lines else. */
  readonly text: string
  readonly form: JsonForm
  /** Line the text starts on, from 1. */
  readonly line: number
}

/** Whether the text is one array, or values on lines of their own. */
export type JsonForm = 'array' | 'lines'

/** How the text ended. */
export type JsonEnd = 'whole' | 'open' | 'trailing'

const [TAB, LF, CR, SPACE, QUOTE, COMMA, BACKSLASH] = [9, 10, 13, 32, 34, 44, 92]
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125]

/** Bytes of one value, and of the piece it came with: as long as a row of CSV may be. */
const LONGEST = 16 * 2 ** 20

/** Cuts bytes behind values. Only the brackets and quotes are looked at: what lies between is for the parser. */
export class JsonCutter {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true })
  #form: JsonForm | undefined
  #line = 1
  /** Bytes of a value that is not whole yet, and whether they lie inside a text, or behind a backslash in one. */
  #rest: Uint8Array[] = []
  #restLength = 0
  #depth = 0
  #quoted = false
  #escaped = false
  #end: JsonEnd = 'open'

  /**
   * The values that these bytes complete; undefined where they complete none.
   *
   * @throws RangeError for a value of more than 16 MiB, TypeError for bytes that are no UTF-8
   */
  push(bytes: Uint8Array): JsonBatch | undefined {
    const start = this.#form ? 0 : this.#begin(bytes)
    if (!this.#form) return undefined
    const cut = this.#form === 'array' ? this.#scan(bytes, start) : bytes.lastIndexOf(LF)
    if (cut < start) {
      this.#keep(bytes.slice(start))
      return undefined
    }
    const batch = this.#batch([...this.#rest, bytes.subarray(start, cut)])
    // The comma, bracket or end of line itself parts two batches.
    this.#rest = []
    this.#restLength = 0
    this.#keep(bytes.slice(cut + 1))
    if (bytes[cut] === LF) this.#line++
    return batch
  }

  #keep(bytes: Uint8Array): void {
    this.#rest.push(bytes)
    this.#restLength += bytes.length
    if (this.#restLength > LONGEST) throw new RangeError('a value is too long')
  }

  /** What is left behind the last cut; `end` says whether the array was closed and nothing stands behind it. */
  finish(): { readonly batch: JsonBatch | undefined; readonly end: JsonEnd } {
    if (!this.#form) return { batch: undefined, end: 'whole' }
    const batch = this.#batch(this.#rest)
    if (this.#form === 'lines') return { batch, end: 'whole' }
    if (this.#end === 'open') return { batch, end: 'open' }
    return batch.text.trim() === '' ? { batch: undefined, end: 'whole' } : { batch, end: 'trailing' }
  }

  /** Where the first value starts: behind a mark of the encoding, blanks, and the array's bracket. */
  #begin(bytes: Uint8Array): number {
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] as number
      if (byte === LF) this.#line++
      const mark = byte === 0xef || byte === 0xbb || byte === 0xbf
      if (mark || byte === TAB || byte === LF || byte === CR || byte === SPACE) continue
      this.#form = byte === OPEN_LIST ? 'array' : 'lines'
      this.#depth = 1
      return byte === OPEN_LIST ? at + 1 : at
    }
    return bytes.length
  }

  /** The last comma between two members, or the bracket that ends the array; −1 for none. */
  #scan(bytes: Uint8Array, start: number): number {
    let cut = -1
    if (this.#end === 'whole') return cut
    for (let at = start; at < bytes.length; at++) {
      const byte = bytes[at] as number
      if (this.#quoted) {
        if (this.#escaped) this.#escaped = false
        else if (byte === BACKSLASH) this.#escaped = true
        else if (byte === QUOTE) this.#quoted = false
      } else if (byte === QUOTE) this.#quoted = true
      else if (byte === COMMA) cut = this.#depth === 1 ? at : cut
      else if (byte === OPEN_LIST || byte === OPEN_OBJECT) this.#depth++
      else if ((byte === CLOSE_LIST || byte === CLOSE_OBJECT) && --this.#depth === 0) {
        this.#end = 'whole'
        return at
      }
    }
    return cut
  }

  #batch(parts: readonly Uint8Array[]): JsonBatch {
    const form = this.#form as JsonForm
    const line = this.#line
    let text = ''
    for (const part of parts) {
      text += this.#decoder.decode(part, { stream: true })
      for (let at = part.indexOf(LF); at >= 0; at = part.indexOf(LF, at + 1)) this.#line++
    }
    text += this.#decoder.decode()
    return { text, form, line }
  }
}

/** Each value of a batch with the line it starts on; the parser says whether it is one. */
export function* valuesOf({ text, form, line }: JsonBatch): Generator<{ text: string; line: number }> {
  if (form === 'lines') {
    for (const [index, one] of text.split('\n').entries()) if (one.trim() !== '') yield { text: one, line: line + index }
    return
  }
  let from = 0
  let at = line
  for (const end of ends(text)) {
    const one = text.slice(from, end)
    const value = one.trimStart()
    yield { text: value, line: at + newlines(one.slice(0, one.length - value.length)) }
    at += newlines(one)
    from = end + 1
  }
}

/** Where the members of a list end: its commas that stand in no bracket and no text, and its end. */
function* ends(text: string): Generator<number> {
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (quoted) {
      if (character === '\\') at++
      else if (character === '"') quoted = false
    } else if (character === '"') quoted = true
    else if (character === '[' || character === '{') depth++
    else if (character === ']' || character === '}') depth--
    else if (character === ',' && depth === 0) yield at
  }
  yield text.length
}

/** Ends of lines in a text. */
export function newlines(text: string): number {
  return text.split('\n').length - 1
}
