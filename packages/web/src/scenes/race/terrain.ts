/** The ground of the map: tint by level of the loss, soft shade from the north-west, contours with their values. */
import type { Sheet } from '../../canvas.ts'
import { rgb, type Palette } from '../../palette.ts'
import { plain } from '../../number.ts'
import type { Scale } from '../../scale.ts'
import type { Box, LabelBoard } from './label.ts'
import type { Surface } from './surface.ts'

export const contourLevels = [0.15, 0.2, 0.3, 0.5, 1, 2, 5, 10, 20, 40]
/** Levels whose value is written. */
const labelled = new Set([0.2, 0.5, 1, 2, 5, 10, 20])

export interface Ground {
  readonly sheet: Sheet
  readonly surface: Surface
  readonly x: Scale
  readonly y: Scale
  readonly palette: Palette
}

/** How far up the tint a loss is, 0 (valley) … 1 (far): by ratio to the least, so that it suits any data. */
export function tintAt(loss: number, least: number): number {
  return Math.min(1, Math.max(0, Math.log2(loss / least) / 9.5))
}

export function drawTint({ sheet, surface, x, y, palette }: Ground): void {
  const width = Math.ceil(sheet.width / 2)
  const rows = Math.ceil(sheet.height / 2)
  const image = new ImageData(width, rows)
  const valley = rgb(palette.valley)
  const far = rgb(palette.far)
  const floor = Math.max(surface.least.loss, 1e-12)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      const w = x.invert(column * 2 + 1)
      const b = y.invert(row * 2 + 1)
      const loss = surface.loss(w, b)
      const [dw, db] = surface.slope(w, b)
      // Light from the north-west on a surface of log loss: slopes facing it are lighter.
      const shade = ((dw - db) / (loss + floor)) * 0.012
      const level = Math.min(1, Math.max(0, tintAt(loss, floor) + shade))
      const at = 4 * (row * width + column)
      for (let channel = 0; channel < 3; channel++)
        image.data[at + channel] = valley[channel] + (far[channel] - valley[channel]) * level
      image.data[at + 3] = 255
    }
  }
  const small = new OffscreenCanvas(width, rows)
  small.getContext('2d')?.putImageData(image, 0, 0)
  sheet.context.imageSmoothingQuality = 'high'
  sheet.context.drawImage(small, 0, 0, width * 2, rows * 2)
}

export function drawContours({ sheet, surface, x, y, palette }: Ground): void {
  const { context } = sheet
  const unit = Math.abs(x.at(1) - x.at(0))
  context.strokeStyle = palette.contour
  for (const level of contourLevels) {
    const rise = level - surface.least.loss
    if (rise <= 0) continue
    const { along, across, angle } = surface.ellipse(rise)
    context.lineWidth = labelled.has(level) ? 1.1 : 0.6
    context.globalAlpha = labelled.has(level) ? 0.9 : 0.7
    context.beginPath()
    context.ellipse(x.at(surface.least.w), y.at(surface.least.b), along * unit, across * unit, -angle, 0, 2 * Math.PI)
    context.stroke()
  }
  context.globalAlpha = 1
}

/** The value of a contour, and where it is written. */
export interface ContourLabel {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly tilt: number
  readonly box: Box
}

/** A place for each labelled level on its contour, where nothing else is, as near the diagonal below the least as can be. */
export function placeContourLabels({ surface, x, y }: Pick<Ground, 'surface' | 'x' | 'y'>, board: LabelBoard): ContourLabel[] {
  const unit = Math.abs(x.at(1) - x.at(0))
  const centre = [x.at(surface.least.w), y.at(surface.least.b)] as const
  return [...labelled].flatMap((level) => {
    const rise = level - surface.least.loss
    if (rise <= 0) return []
    const { along, across, angle } = surface.ellipse(rise)
    for (const turn of preferredTurns()) {
      const [u, v] = [Math.cos(turn) * along * unit, Math.sin(turn) * across * unit]
      const px = centre[0] + u * Math.cos(angle) + v * Math.sin(angle)
      const py = centre[1] - u * Math.sin(angle) + v * Math.cos(angle)
      const [tu, tv] = [-Math.sin(turn) * along, Math.cos(turn) * across]
      let tilt = Math.atan2(-tu * Math.sin(angle) + tv * Math.cos(angle), tu * Math.cos(angle) + tv * Math.sin(angle))
      if (tilt > Math.PI / 2) tilt -= Math.PI
      if (tilt < -Math.PI / 2) tilt += Math.PI
      const box = { x: px - 13, y: py - 13, width: 26, height: 26 }
      if (board.inside(box, 16) && board.claim(box)) return [{ text: plain(level), x: px, y: py, tilt, box }]
    }
    return []
  })
}

export function drawContourLabel(context: CanvasRenderingContext2D, { text, x, y, tilt }: ContourLabel, palette: Palette): void {
  context.save()
  context.translate(x, y)
  context.rotate(tilt)
  context.font = '12px "Source Sans 3"'
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.lineJoin = 'round'
  context.strokeStyle = palette.labelGround
  context.lineWidth = 5
  context.strokeText(text, 0, 0)
  context.fillStyle = palette.ink2
  context.fillText(text, 0, 0)
  context.restore()
}

/** Angles on the ellipse from the preferred side outwards, in steps of six degrees. */
function* preferredTurns(): Generator<number> {
  const first = Math.PI * 0.62
  for (let step = 0; step <= 30; step++) {
    yield first + (step * Math.PI) / 30
    if (step > 0 && step < 30) yield first - (step * Math.PI) / 30
  }
}
