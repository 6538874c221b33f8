/** A small button behind a sentence, that does what the sentence offers. */
import { element } from '../element.ts'

export function wayOut(text: string, act: () => void): HTMLButtonElement {
  const button = element('button', { type: 'button', className: 'button small', textContent: text })
  button.addEventListener('click', act)
  return button
}
