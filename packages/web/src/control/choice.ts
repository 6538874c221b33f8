/** Radio buttons in a row, made of a list: clocks, views, rates. */
export type Choices<T extends string> = readonly (readonly [value: T, text: string])[]

export function radiosHtml<T extends string>(name: string, choices: Choices<T>, chosen?: T): string {
  return choices
    .map(
      ([value, text]) =>
        `<label><input type="radio" name="${name}" value="${value}"${value === chosen ? ' checked' : ''} />${text}</label>`,
    )
    .join('')
}

/** Makes the buttons, unless the page came with them, and calls back with what is chosen. */
export function radioSwitch<T extends string>(element: HTMLElement, choices: Choices<T>, choose: (value: T) => void): void {
  if (!element.querySelector('input')) element.insertAdjacentHTML('beforeend', radiosHtml(element.id, choices))
  element.addEventListener('change', (event) => choose((event.target as HTMLInputElement).value as T))
}

/** Shows which one is chosen. */
export function showChoice(element: HTMLElement, value: string): void {
  const chosen = element.querySelector<HTMLInputElement>(`input[value=${value}]`)
  if (chosen) chosen.checked = true
}
