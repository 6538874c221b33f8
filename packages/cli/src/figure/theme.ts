/** The colours of pictures, those of the page, and the dash and shape that go with each. */
import type { Look } from './chart.js'

/** A colour on light paper and the same on dark. */
export type Tone = readonly [light: string, dark: string]

/** Contrast on paper: text at least 4.5, marks at least 3. */
export const TONES = {
  paper: ['#fbfaf7', '#101317'],
  ink: ['#16191d', '#f2f0ea'],
  ink2: ['#4a5058', '#bcc1c8'],
  hair: ['#e2dfd6', '#2a2f36'],
  edge: ['#85827a', '#737b85'],
  blue: ['#2b4c9b', '#8c98ff'],
  orange: ['#cf4a0c', '#ff7c38'],
  teal: ['#0b8577', '#52e0c4'],
  violet: ['#7a4a9e', '#c79bea'],
  amber: ['#8f5a00', '#f2b531'],
  slate: ['#4c6a78', '#9db8c6'],
  red: ['#a8201a', '#ff8a80'],
} as const satisfies Record<string, Tone>

export type ToneName = keyof typeof TONES

export interface Style {
  readonly tone: ToneName
  readonly dash: 'solid' | 'dashed' | 'dotted'
  /** Width of a line, in pixels. */
  readonly width: number
  readonly symbol: 'square' | 'circle' | 'triangle' | 'diamond' | 'star' | 'cross'
}

export const STYLES: Readonly<Record<Look, Style>> = {
  blue: { tone: 'blue', dash: 'solid', width: 3, symbol: 'square' },
  orange: { tone: 'orange', dash: 'dashed', width: 2.4, symbol: 'circle' },
  teal: { tone: 'teal', dash: 'dotted', width: 2, symbol: 'triangle' },
  violet: { tone: 'violet', dash: 'solid', width: 2.4, symbol: 'diamond' },
  amber: { tone: 'amber', dash: 'dashed', width: 2, symbol: 'star' },
  slate: { tone: 'slate', dash: 'dotted', width: 2, symbol: 'cross' },
  red: { tone: 'red', dash: 'solid', width: 2.4, symbol: 'diamond' },
  ink: { tone: 'ink', dash: 'solid', width: 1.5, symbol: 'circle' },
  grey: { tone: 'edge', dash: 'dotted', width: 1.5, symbol: 'circle' },
}

const DASHES = { solid: {}, dashed: { strokeDasharray: '7 3' }, dotted: { strokeDasharray: '1.5 3' } } as const

/** The dash of a style's line, as a mark takes it. */
export function dashOf({ dash }: Style): { strokeDasharray?: string } {
  return DASHES[dash]
}

export const SANS = "'Source Sans 3', system-ui, sans-serif"
export const SERIF = "'Source Serif 4', Georgia, serif"

/**
 * The rules that turn every colour into its dark one. Pictures carry the light colours as attributes, so that a viewer
 * without style sheets shows those.
 *
 * @param within selector of what they are to reach
 */
export function darkRules(within: string): string {
  return Object.values(TONES)
    .flatMap(([light, dark]) =>
      ['fill', 'stroke'].map((name) => `${within}[${name}="${light}"],${within} [${name}="${light}"]{${name}:${dark}}`),
    )
    .join('\n')
}
