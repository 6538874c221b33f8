/** HTML as text, from values that are escaped. */

/** Text that is HTML already. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A template whose values are escaped, those that are HTML alone excepted; lists are joined. */
export function html(strings: TemplateStringsArray, ...values: readonly (Html | readonly Html[] | string | number)[]): Html {
  const shown = values.map((value) => {
    if (value instanceof Html) return value.text
    if (Array.isArray(value)) return (value as readonly Html[]).map(({ text }) => text).join('')
    return escaped(String(value))
  })
  return new Html(strings.map((string, index) => string + (shown[index] ?? '')).join(''))
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)
}
