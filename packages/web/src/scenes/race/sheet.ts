/** Parameters that are not in the row: behind a button that opens them over the page, on a phone all of them. */
export function sheet(element: HTMLElement, opener: HTMLElement, closer: HTMLElement): void {
  const isOpen = (): boolean => element.classList.contains('is-open')
  /** The focus goes in with it, and back when it is closed. */
  const show = (shown: boolean): void => {
    element.classList.toggle('is-open', shown)
    opener.setAttribute('aria-expanded', String(shown))
    ;(shown ? closer : opener).focus()
  }
  opener.addEventListener('click', () => show(!isOpen()))
  closer.addEventListener('click', () => show(false))
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && isOpen()) show(false)
  })
}
