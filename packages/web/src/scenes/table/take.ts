/** Files to take along: their names, and how the browser is handed one. */
import { element } from '../../element.ts'
import type { Take, TakeName } from './download.ts'

export const takeNames: readonly TakeName[] = ['model.safetensors', 'model.onnx', 'model.ts', 'predictions.csv', 'report.html']

/** How long a browser may take to begin a download, in ms. */
const patience = 10_000

export async function hand(name: TakeName, { bytes, type }: Take): Promise<void> {
  const address = URL.createObjectURL(new Blob([bytes], { type }))
  element('a', { href: address, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(address), patience)
}
