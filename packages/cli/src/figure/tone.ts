/** The colours of pictures in a terminal. */
import { styleText } from 'node:util'
import type { Style, ToneName } from './theme.js'

/** The nearest of a terminal's own colours, which its theme keeps readable. */
const TERMINAL_COLORS: Partial<Record<ToneName, Parameters<typeof styleText>[0]>> = {
  blue: 'blue',
  orange: 'yellow',
  teal: 'cyan',
  violet: 'magenta',
  amber: 'yellow',
  slate: 'gray',
  red: 'red',
  edge: 'gray',
}

/** The text in the colour of a style, where colours are taken. */
export function toned(text: string, { tone }: Pick<Style, 'tone'>, color: boolean): string {
  const own = TERMINAL_COLORS[tone]
  return color && own !== undefined && text !== '' ? styleText(own, text, { validateStream: false }) : text
}
