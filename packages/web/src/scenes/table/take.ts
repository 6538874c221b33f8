/** The files that can be taken along, a button each. */
import { element } from '../../element.ts'
import type { TakeName } from './download.ts'

const takeNames: readonly TakeName[] = ['model.safetensors', 'model.onnx', 'model.ts', 'predictions.csv', 'report.html']

export function offerFiles(place: HTMLElement, take: (name: TakeName) => void): void {
  for (const name of takeNames) {
    const button = element('button', { type: 'button', className: 'button', textContent: name })
    button.addEventListener('click', () => take(name))
    place.append(button)
  }
}
