/** Draws what a model predicts: a curve, or a field of two classes with its decision line; on the stage and on the film. */
import type { Sheet } from '../../canvas.ts'
import { rgb, type Palette } from '../../palette.ts'
import { linearScale, type Scale } from '../../scale.ts'
import { contour } from './contour.ts'
import { fieldGrid, type Plane } from './plane.ts'

export interface Axes {
  readonly x: Scale
  readonly y: Scale
}

export function axesOf({ x, y }: Plane, { width, height }: Sheet): Axes {
  return { x: linearScale(x, [0, width]), y: linearScale(y, [height, 0]) }
}

export interface LineStyle {
  readonly colour: string
  readonly width: number
  /** Drawn under the line, wider than it, so that it stands out. */
  readonly casing?: string
  readonly alpha?: number
}

/** Predictions at evenly spaced x as a line. */
export function paintCurve({ context }: Sheet, values: Float32Array, { x, y }: Axes, style: LineStyle): void {
  context.save()
  context.lineJoin = 'round'
  context.globalAlpha = style.alpha ?? 1
  context.beginPath()
  const step = (x.to[1] - x.to[0]) / (values.length - 1)
  values.forEach((value, index) => context.lineTo(x.to[0] + index * step, y.at(value)))
  if (style.casing) {
    context.strokeStyle = style.casing
    context.lineWidth = style.width + 3
    context.stroke()
  }
  context.strokeStyle = style.colour
  context.lineWidth = style.width
  context.stroke()
  context.restore()
}

/** Log odds as tint, paler the less sure, and the line where both classes are as likely. */
export function paintField({ context, width, height }: Sheet, values: Float32Array, palette: Palette, lineWidth: number): void {
  const { columns, rows } = fieldGrid
  const [across, down] = [width / (columns - 1), height / (rows - 1)]
  // Two CSS pixels to a pixel of the tint: the browser smooths what is between.
  const image = tint(values, palette, Math.max(1, Math.min(4, Math.round(across / 2))))
  // The middle of each pixel lies where its value was asked for: the outermost ones on the edge.
  const [pixelWidth, pixelHeight] = [width / (image.width - 1), height / (image.height - 1)]
  context.imageSmoothingEnabled = true
  context.drawImage(image, -pixelWidth / 2, -pixelHeight / 2, pixelWidth * image.width, pixelHeight * image.height)
  context.beginPath()
  const pieces = contour(values, fieldGrid, 0)
  for (let at = 0; at < pieces.length; at += 4) {
    context.moveTo(pieces[at] * across, pieces[at + 1] * down)
    context.lineTo(pieces[at + 2] * across, pieces[at + 3] * down)
  }
  context.lineWidth = lineWidth
  context.lineCap = 'round'
  context.strokeStyle = palette.ink
  context.stroke()
}

/** Log odds beyond which the tint no longer changes, and colours on each side of none. */
const surest = 8
const shades = 512

/** The ground of the likelier class, mixed with the page's colour where it is hardly likelier. Log odds are smooth. */
function tint(values: Float32Array, palette: Palette, finer: number): OffscreenCanvas {
  const { columns, rows } = fieldGrid
  const colours = shadesOf(palette)
  const canvas = new OffscreenCanvas((columns - 1) * finer + 1, (rows - 1) * finer + 1)
  const image = new ImageData(canvas.width, canvas.height)
  const pixels = new Uint32Array(image.data.buffer)
  let at = 0
  for (let y = 0; y < canvas.height; y++) {
    const row = Math.min(rows - 2, Math.floor(y / finer))
    const down = y / finer - row
    for (let x = 0; x < canvas.width; x++) {
      const column = Math.min(columns - 2, Math.floor(x / finer))
      const across = x / finer - column
      const corner = row * columns + column
      const upper = values[corner] + (values[corner + 1] - values[corner]) * across
      const lower = values[corner + columns] + (values[corner + columns + 1] - values[corner + columns]) * across
      const logOdds = upper + (lower - upper) * down
      const bounded = logOdds < -surest ? -surest : logOdds > surest ? surest : logOdds
      pixels[at++] = colours[Math.round((bounded / surest + 1) * shades)]
    }
  }
  canvas.getContext('2d')!.putImageData(image, 0, 0)
  return canvas
}

/** Pixels of all log odds from surely the first class to surely the second. */
function shadesOf(palette: Palette): Uint32Array {
  const [none, first, second] = [palette.valley, ...palette.classTints].map(rgb)
  const bytes = new Uint8ClampedArray(4 * (2 * shades + 1))
  for (let shade = -shades; shade <= shades; shade++) {
    const likelier = shade < 0 ? first : second
    const share = Math.tanh((Math.abs(shade) / shades) * (surest / 2)) // |2p − 1|
    bytes.set([...none.map((channel, index) => channel + (likelier[index] - channel) * share), 255], 4 * (shade + shades))
  }
  return new Uint32Array(bytes.buffer)
}
