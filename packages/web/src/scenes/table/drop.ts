/** A file by any way a browser has: dropped anywhere on the scene, chosen, or pasted. */
export function takeFiles(root: HTMLElement, input: HTMLInputElement, take: (file: File) => void): void {
  input.addEventListener('change', () => {
    const [file] = input.files ?? []
    if (file) take(file)
    input.value = '' // the same file may be chosen again
  })
  root.addEventListener('dragover', (event) => {
    event.preventDefault()
    root.classList.add('is-over')
  })
  root.addEventListener('dragleave', (event) => {
    if (!root.contains(event.relatedTarget as Node | null)) root.classList.remove('is-over')
  })
  root.addEventListener('drop', (event) => {
    event.preventDefault()
    root.classList.remove('is-over')
    const [file] = event.dataTransfer?.files ?? []
    if (file) take(file)
  })
  document.addEventListener('paste', (event) => {
    if (root.hidden) return
    const [file] = event.clipboardData?.files ?? []
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (file) take(file)
    else if (text.includes('\n')) take(new File([text], 'pasted.csv', { type: 'text/csv' }))
  })
}
