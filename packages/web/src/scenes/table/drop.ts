/** A file by any way a browser has: dropped anywhere on the page, chosen, or pasted; while the scene is in front. */
export function takeFiles(root: HTMLElement, input: HTMLInputElement, take: (file: File) => void): void {
  input.addEventListener('change', () => {
    const [file] = input.files ?? []
    if (file) take(file)
    input.value = '' // the same file may be chosen again
  })
  document.addEventListener('dragover', (event) => {
    if (root.hidden) return
    event.preventDefault()
    root.classList.add('is-over')
  })
  document.addEventListener('dragleave', ({ relatedTarget }) => {
    if (relatedTarget === null) root.classList.remove('is-over')
  })
  document.addEventListener('drop', (event) => {
    if (root.hidden) return
    event.preventDefault()
    root.classList.remove('is-over')
    const [file] = event.dataTransfer?.files ?? []
    if (file) take(file)
  })
  document.addEventListener('paste', ({ target, clipboardData }) => {
    if (root.hidden || (target instanceof Element && target.closest('input, textarea'))) return
    const [file] = clipboardData?.files ?? []
    const text = clipboardData?.getData('text/plain') ?? ''
    if (file) take(file)
    else if (text.includes('\n')) take(new File([text], 'pasted.csv', { type: 'text/csv' }))
  })
}
