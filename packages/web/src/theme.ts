/** Light or dark: the system's, until the switch says otherwise. What draws on canvas listens to `themechange`. */
const dark = matchMedia('(prefers-color-scheme: dark)')
const stored = 'minibatch-theme'

export type Theme = 'light' | 'dark'

export const themes = new EventTarget()

export function currentTheme(): Theme {
  return document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light'
}

function apply(theme: Theme): void {
  if (currentTheme() === theme) return
  document.documentElement.dataset['theme'] = theme
  themes.dispatchEvent(new Event('themechange'))
}

function kept(): Theme | undefined {
  try {
    const value = localStorage.getItem(stored)
    return value === 'light' || value === 'dark' ? value : undefined
  } catch {
    return undefined // storage is switched off: the system's theme then
  }
}

/** Starts with what the link asks for, else what was kept, else the system's. */
export function startTheme(asked: Theme | 'system'): void {
  const followed = (): Theme => (asked === 'system' ? undefined : asked) ?? kept() ?? (dark.matches ? 'dark' : 'light')
  apply(followed())
  dark.addEventListener('change', () => apply(followed()))
}

export function switchTheme(): Theme {
  const next = currentTheme() === 'dark' ? 'light' : 'dark'
  try {
    localStorage.setItem(stored, next)
  } catch {
    // the choice then lasts as long as the page
  }
  apply(next)
  return next
}
