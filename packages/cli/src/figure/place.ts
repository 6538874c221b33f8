/** Words at fixed places of a picture. */
import * as Plot from '@observablehq/plot'
import type { Drawn } from './drawn.js'
import { SANS, TONES } from './theme.js'

/** A place in pixels from the picture's top left corner: Plot counts from the frame's. */
export function placed({ x, y }: { x: number; y: number }, { left, top }: { left: number; top: number }) {
  return { frameAnchor: 'top-left', dx: x - left, dy: y - top, textAnchor: 'start', lineAnchor: 'bottom', fontFamily: SANS } as const
}

/** What the upright axis is, above its numbers. */
export function yLabel(text: string, margin: Drawn['margin']): Plot.Markish {
  return Plot.text([text], { ...placed({ x: 16, y: margin.top - 12 }, margin), fill: TONES.ink2[0], fontSize: 12 })
}

/** What the level axis is, below its right end. */
export function xLabel(text: string, margin: Drawn['margin']): Plot.Markish {
  const place = { frameAnchor: 'bottom-right', textAnchor: 'end', lineAnchor: 'bottom', dy: margin.bottom - 6 } as const
  return Plot.text([text], { ...place, fill: TONES.ink2[0], fontSize: 12, fontFamily: SANS })
}
