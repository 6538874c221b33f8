/**
 * Keys of the page, and the panel behind `?` that lists them and can switch them off (WCAG 2.1.4). They work only when
 * the focus is in no field; everything they do can be done by Tab and Enter too.
 */
const stored = 'minibatch-keys'

const keys: readonly (readonly [key: string, does: string])[] = [
  ['Space', 'play or pause'],
  ['← →', 'one update back or on, with Shift one epoch; in Fit one epoch, with Shift one frame'],
  ['Home End', 'to the start, to the end'],
  ['1 2 3', 'clock: updates, rows read, time'],
  ['[ ]', 'batch size'],
  ['− +', 'learning rate'],
  ['R', 'run again; in the lab, measure'],
  ['Esc', 'stop measuring'],
  ['T', 'show a chart as a table'],
  ['M', 'the map, or one batch in numbers'],
  ['C', 'copy the link'],
  ['D', 'light or dark'],
  ['?', 'this list'],
]

/** `press` takes a key and says whether it meant something. */
export function listenForKeys(dialog: HTMLDialogElement, open: HTMLElement, press: (event: KeyboardEvent) => boolean): void {
  dialog.querySelector('dl')!.innerHTML = keys.map(([key, does]) => `<dt>${key}</dt><dd>${does}</dd>`).join('')
  const on = dialog.querySelector<HTMLInputElement>('input')!
  on.checked = read()
  on.addEventListener('change', () => write(on.checked))
  open.addEventListener('click', () => dialog.showModal())
  document.addEventListener('keydown', (event) => {
    if (!on.checked || dialog.open || isTyped(event)) return
    if (event.key === '?') dialog.showModal()
    else if (!press(event)) return
    event.preventDefault()
  })
}

/** Whether a key belongs to the field, button or link that has the focus, or to the browser. */
function isTyped({ key, target, ctrlKey, altKey, metaKey, defaultPrevented }: KeyboardEvent): boolean {
  if (defaultPrevented || ctrlKey || altKey || metaKey) return true
  const element = target as HTMLElement
  if (element.closest('input:not([type=range],[type=radio],[type=checkbox]), textarea, select, [contenteditable], [data-keys]')) return true
  if (element.matches('input')) return /^(Arrow|Home|End|Page| $)/.test(key)
  return key === ' ' && element.closest('button, a, summary, [role=button]') !== null
}

function read(): boolean {
  try {
    return localStorage.getItem(stored) !== 'off'
  } catch {
    return true // storage is switched off: the keys then are on with every visit
  }
}

function write(on: boolean): void {
  try {
    localStorage.setItem(stored, on ? 'on' : 'off')
  } catch {
    // the choice then lasts as long as the page
  }
}
