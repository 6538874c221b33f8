/** The keys of the race. */
import { clockNames, type ClockName } from './clock.ts'

export interface KeyActions {
  toggle(): void
  /** One update back or on. */
  step(by: -1 | 1): void
  /** One epoch back or on. */
  leap(by: -1 | 1): void
  seek(share: 0 | 1): void
  clock(name: ClockName): void
  size(by: -1 | 1): void
  rate(by: -1 | 1): void
  again(): void
  table(): void
  view(): void
}

/** Does what a key means; false if it means nothing here. */
export function press({ key, shiftKey }: KeyboardEvent, actions: KeyActions): boolean {
  const clock = clockNames[Number(key) - 1]
  if (clock) actions.clock(clock)
  else if (key === ' ') actions.toggle()
  else if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const by = key === 'ArrowLeft' ? -1 : 1
    if (shiftKey) actions.leap(by)
    else actions.step(by)
  } else if (key === 'Home') actions.seek(0)
  else if (key === 'End') actions.seek(1)
  else if (key === '[' || key === ']') actions.size(key === '[' ? -1 : 1)
  else if (key === '-' || key === '−') actions.rate(-1)
  else if (key === '+' || key === '=') actions.rate(1)
  else return pressLetter(key.toLowerCase(), actions)
  return true
}

function pressLetter(key: string, { again, table, view }: KeyActions): boolean {
  if (key === 'r') again()
  else if (key === 't') table()
  else if (key === 'm') view()
  else return false
  return true
}
