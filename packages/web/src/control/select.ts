/** A native list of choices. */
export type Choice = readonly [value: string, text: string]

/** Offers the choices, one of them chosen. */
export function fill(select: HTMLSelectElement, choices: readonly Choice[], chosen: string): void {
  select.replaceChildren(...choices.map(([value, text]) => new Option(text, value, false, value === chosen)))
}
