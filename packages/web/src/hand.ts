/** Hands a file to the browser, to keep. */
import { element } from './element.ts'

/** How long a browser may take to begin a download, in ms. */
const patience = 10_000

export function hand(name: string, file: Blob): void {
  const address = URL.createObjectURL(file)
  element('a', { href: address, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(address), patience)
}
