/** The colours of the theme in force, for what is drawn on canvas. */
import type { MethodName } from './method.ts'

export interface Palette {
  readonly paper: string
  readonly raise: string
  readonly ink: string
  readonly ink2: string
  readonly ink3: string
  readonly hair: string
  readonly edge: string
  readonly rest: string
  readonly valley: string
  readonly far: string
  readonly contour: string
  readonly casing: string
  readonly labelGround: string
  readonly bad: string
  /** Classes in order; more than three share them in turn. */
  readonly classes: readonly [string, string, string]
  /** Grounds on which the first two classes are likelier. */
  readonly classTints: readonly [string, string]
  readonly line: Readonly<Record<MethodName, string>>
  readonly text: Readonly<Record<MethodName, string>>
}

/** Reads the tokens of theme.css as they are now. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim()
  return {
    paper: token('paper'),
    raise: token('raise'),
    ink: token('ink'),
    ink2: token('ink2'),
    ink3: token('ink3'),
    hair: token('hair'),
    edge: token('edge'),
    rest: token('rest'),
    valley: token('valley'),
    far: token('far'),
    contour: token('contour'),
    casing: token('casing'),
    labelGround: token('label-ground'),
    bad: token('bad'),
    classes: [token('class-a'), token('class-b'), token('class-c')],
    classTints: [token('class-a-tint'), token('class-b-tint')],
    line: { batch: token('batch'), mini: token('mini'), sgd: token('sgd') },
    text: { batch: token('batch-text'), mini: token('mini-text'), sgd: token('sgd-text') },
  }
}

/** "#rrggbb" → [r, g, b]; canvas pixels need numbers. */
export function rgb(colour: string): [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}
