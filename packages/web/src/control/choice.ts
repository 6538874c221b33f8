/** Radio buttons made of a list: clocks, views. */
export function radioSwitch<T extends string>(
  element: HTMLElement,
  choices: readonly (readonly [value: T, text: string])[],
  choose: (value: T) => void,
): void {
  for (const [value, text] of choices) {
    const label = document.createElement('label')
    const input = document.createElement('input')
    Object.assign(input, { type: 'radio', name: element.id, value })
    input.addEventListener('change', () => choose(value))
    label.append(input, text)
    element.append(label)
  }
}

/** Shows which one is chosen. */
export function showChoice(element: HTMLElement, value: string): void {
  const chosen = element.querySelector<HTMLInputElement>(`input[value=${value}]`)
  if (chosen) chosen.checked = true
}
