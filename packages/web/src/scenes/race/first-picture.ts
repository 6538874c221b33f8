/** The map as it is painted before any script: the same surface, levels and extent as on canvas, as inline SVG. */
import { significant } from '../../number.ts'
import type { Extent } from './domain.ts'
import type { Start } from './run.ts'
import type { Surface } from './surface.ts'
import { contourLevels, tintAt } from './terrain.ts'

export interface FirstPicture {
  readonly surface: Surface
  readonly extent: Extent
  readonly start: Start
}

/** User units of the drawing to a unit of w or b. */
const unit = 100
/** Steps of the tint, each so many times the loss of the one before. */
const tintStep = 1.25
/** A map of a laptop, in px: on it 12 px of text are 12 px. */
const nominal = { width: 699, height: 378 }

export function firstPictureSvg({ surface, extent, start }: FirstPicture): string {
  const [left, right] = extent.w.map((w) => w * unit) as [number, number]
  const [bottom, top] = extent.b.map((b) => -b * unit) as [number, number]
  const [width, height] = [right - left, bottom - top]
  const pixel = Math.max(width / nominal.width, height / nominal.height)
  const { least } = surface
  const at = (place: { w: number; b: number }): [number, number] => [place.w * unit, -place.b * unit]
  const [x, y] = at(least)
  const [startX, startY] = at(start)
  const reach = 7 * pixel
  return `<svg class="first-picture" style="--pixel:${round(pixel)}px" viewBox="${[left, top, width, height].map(round).join(' ')}" aria-hidden="true">
    <g class="tint">${tints(surface).map((loss) => ellipse(surface, loss, `style="fill:${tint(surface, loss)}"`)).join('')}</g>
    <g class="contours">${contourLevels.map((loss) => ellipse(surface, loss, '')).join('')}</g>
    <path class="mark" d="M${round(x - reach)} ${round(y)}h${round(2 * reach)}M${round(x)} ${round(y - reach)}v${round(2 * reach)}" />
    <text x="${round(x + 50 * pixel)}" y="${round(y - 52 * pixel)}">least loss ${significant(least.loss)}</text>
    <circle class="mark" cx="${round(startX)}" cy="${round(startY)}" />
    <text x="${round(startX)}" y="${round(startY + 24 * pixel)}">start</text>
  </svg>`
}

/** Losses at which the tint changes, the highest first. */
function tints({ least }: Surface): number[] {
  const losses: number[] = []
  for (let loss = least.loss * tintStep; tintAt(loss, least.loss) < 1; loss *= tintStep) losses.unshift(loss)
  return losses
}

function tint({ least }: Surface, loss: number): string {
  return `color-mix(in srgb,var(--far) ${Math.round(tintAt(loss, least.loss) * 100)}%,var(--valley))`
}

function ellipse(surface: Surface, loss: number, attributes: string): string {
  const rise = loss - surface.least.loss
  if (rise <= 0) return ''
  const { along, across, angle } = surface.ellipse(rise)
  const [cx, cy] = [round(surface.least.w * unit), round(-surface.least.b * unit)]
  const turn = round((-angle * 180) / Math.PI)
  return `<ellipse cx="${cx}" cy="${cy}" rx="${round(along * unit)}" ry="${round(across * unit)}" transform="rotate(${turn} ${cx} ${cy})" ${attributes}/>`
}

function round(value: number): number {
  return Number(value.toFixed(2))
}
