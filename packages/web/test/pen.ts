/** Lines of a pen on a pad of 100, and the hand that leads it. */
import type { Point, Stroke } from '../src/scenes/fit/digits/stroke.ts'

type At = readonly [x: number, y: number]

/** Straight pieces. */
export function line(...points: readonly At[]): Point[] {
  return points.map(([x, y]) => ({ x, y }))
}

/** A part of an ellipse about (x, y), angles in quarter turns, clockwise from the right. */
export function arc(x: number, y: number, [width, height]: At, [from, to]: At): Point[] {
  return Array.from({ length: 25 }, (_, index) => {
    const angle = ((from + ((to - from) * index) / 24) * Math.PI) / 2
    return { x: x + width * Math.cos(angle), y: y + height * Math.sin(angle) }
  })
}

/** A smooth line through points (Catmull and Rom's spline). */
export function curve(...points: readonly At[]): Point[] {
  const at = (index: number): At => points[Math.min(points.length - 1, Math.max(0, index))]!
  const pieces = points.slice(1).flatMap((_, piece) =>
    Array.from({ length: 8 }, (__, step) => {
      const along = step / 8
      const through = (axis: 0 | 1): number => {
        const [a, b, c, d] = [-1, 0, 1, 2].map((offset) => at(piece + offset)[axis]) as [number, number, number, number]
        return b + (along / 2) * (c - a + along * (2 * a - 5 * b + 4 * c - d + along * (3 * (b - c) + d - a)))
      }
      return { x: through(0), y: through(1) }
    }),
  )
  const [x, y] = points.at(-1)!
  return [...pieces, { x, y }]
}

/** How somebody writes: what is left out is as the form has it. */
export interface Hand {
  /** Degrees that upright lines lean to the right. */
  readonly slant?: number
  /** Degrees that all is turned clockwise. */
  readonly turn?: number
  /** Times as wide, and as large. */
  readonly width?: number
  readonly size?: number
  /** Where the middle lies on the pad. */
  readonly middle?: At
  /** How far lines stray from the form, in hundredths of the pad; a shaking hand has short waves. */
  readonly stray?: number
  readonly wave?: number
}

/** A form as a hand writes it. */
export function written(form: readonly Stroke[], { slant = 0, turn = 0, width = 1, size = 1, middle = [50, 50], stray = 0, wave = 30 }: Hand): Stroke[] {
  const lean = Math.tan((slant * Math.PI) / 180)
  const [cos, sin] = [Math.cos((turn * Math.PI) / 180), Math.sin((turn * Math.PI) / 180)]
  return form.map((stroke, number) =>
    dense(stroke).map((point, index) => {
      const waves = (index * 2 * Math.PI) / wave + 2 * number
      const y = size * (point.y - 50 + stray * Math.sin(1.3 * waves + 1))
      const x = size * width * (point.x - 50 + stray * Math.cos(waves)) - lean * y
      return { x: middle[0] + cos * x - sin * y, y: middle[1] + sin * x + cos * y }
    }),
  )
}

/** The same line with a point every two hundredths or so, as a pad takes them. */
function dense(stroke: Stroke): Point[] {
  const pieces = stroke.slice(1).flatMap((to, index) => {
    const from = stroke[index]!
    const steps = Math.max(1, Math.round(Math.hypot(to.x - from.x, to.y - from.y) / 2))
    return Array.from({ length: steps }, (_, step) => ({ x: from.x + ((to.x - from.x) * step) / steps, y: from.y + ((to.y - from.y) * step) / steps }))
  })
  return [...pieces, stroke.at(-1)!]
}
