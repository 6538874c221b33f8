/** Copies a text and says so on the control for a moment. */
export async function copy(text: string, control: HTMLElement): Promise<void> {
  // Only pages served securely have a clipboard.
  await navigator.clipboard?.writeText(text)
  const before = control.title
  control.title = 'Copied'
  control.dataset['copied'] = ''
  setTimeout(() => {
    control.title = before
    delete control.dataset['copied']
  }, 1500)
}
