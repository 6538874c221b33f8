/** Loss by epoch: seen rows solid, unseen dotted, named at the lines' ends, and a playhead where film is played. */
import { plain, significant } from '../number.ts'
import type { Palette } from '../palette.ts'
import { decades, linearScale, logScale, logTicks, roundTicks } from '../scale.ts'
import { type Drawing, Plot, type PlotAxis } from './plot.ts'
import type { PlotLine } from './plot-line.ts'

export interface EpochLosses {
  readonly seen: readonly number[]
  /** Loss on rows held out, if there are any. */
  readonly unseen: readonly (number | null)[]
  /** The epoch of the first loss: 0 where the start was measured too. Default 1. */
  readonly first?: 0 | 1
  /** Epochs there will be; the axis reaches so far. Default: those there are. */
  readonly planned?: number
}

export interface EpochChartOptions {
  readonly palette: Palette
  /** Colour of the seen line: that of the method. */
  readonly colour: string
  readonly textColour: string
  readonly losses: EpochLosses
}

/** Pixels left of the plot and right of it: for the numbers, and for the lines' names. */
export const plotInsets = { left: 44, right: 58 } as const

export class EpochChart {
  readonly #plot: Plot
  #lines: readonly PlotLine[] = []
  /** The epoch at which the playhead stands, if there is one. */
  #playhead: number | undefined

  constructor(parent: HTMLElement) {
    this.#plot = new Plot(parent)
  }

  /** Shows these losses on a log scale. */
  show({ palette, colour, textColour, losses }: EpochChartOptions): void {
    const { seen, unseen, first = 1, planned = seen.length - 1 + first } = losses
    const epochs = seen.map((_, index) => index + first)
    this.#lines = [
      { colour, width: 2.4, dash: [], x: epochs, y: seen },
      { colour: palette.ink, width: 2, dash: [1.5, 4], x: epochs, y: unseen },
    ]
    this.#plot.lay({
      x: epochAxis(first, planned),
      y: lossAxis([...seen, ...unseen]),
      insets: { top: 6, bottom: 24, ...plotInsets },
      palette,
      overlay: (drawing) => {
        if (this.#playhead !== undefined) drawPlayhead(drawing, this.#playhead, { seen, first, colour })
        nameEnds(drawing, [
          { text: 'seen', losses: seen, colour: textColour },
          { text: 'unseen', losses: unseen, colour: palette.ink },
        ])
      },
    })
    this.#plot.draw(this.#lines)
  }

  /** Puts the playhead at an epoch. */
  set playhead(epoch: number) {
    this.#playhead = epoch
    this.#plot.draw(this.#lines)
  }

  clear(): void {
    this.#plot.clear()
  }
}

function epochAxis(first: number, planned: number): PlotAxis {
  return {
    scale: linearScale,
    range: [first, Math.max(first + 1, planned)],
    ticks: epochTicks(first, planned),
    write: (tick, index) => (index === 0 ? `epoch ${tick}` : String(tick)),
  }
}

function lossAxis(losses: readonly (number | null)[]): PlotAxis {
  const range = lossRange(losses)
  return {
    scale: logScale,
    range,
    ticks: lossTicks(...range),
    write: (tick) => (tick < 1e-4 ? significant(tick, 1) : plain(tick)),
  }
}

/** The least and the greatest loss that a log axis can show, with a little room; there may be very many. */
function lossRange(losses: readonly (number | null)[]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, 0]
  for (const loss of losses) {
    if (loss === null || !(loss > 0 && loss < Number.POSITIVE_INFINITY)) continue
    low = Math.min(low, loss)
    high = Math.max(high, loss)
  }
  return [low / 1.15, high * 1.15]
}

/** Powers of ten written along the axis. */
const mostPowers = 5

/** Ticks of a log axis: as many steps a decade as its span asks for. */
function lossTicks(low: number, high: number): number[] {
  if (high / low > 50) {
    const powers = decades(low, high)
    const apart = Math.ceil(powers.length / mostPowers)
    return powers.filter((_, index) => (powers.length - 1 - index) % apart === 0)
  }
  const ticks = logTicks(low, high)
  return ticks.length >= 2 ? ticks : roundTicks(low, high, 3).filter((tick) => tick > 0)
}

/** The first epoch, round ones between, and the last. */
function epochTicks(first: number, last: number): number[] {
  const between = roundTicks(0, last, 4).filter(
    (tick) => tick > last * 0.12 && tick < last * 0.92 && Number.isInteger(tick),
  )
  return last > first ? [first, ...between, last] : [first]
}

interface Marked {
  readonly seen: readonly number[]
  readonly first: number
  readonly colour: string
}

/** A line at the epoch, and a dot where it meets the loss. */
function drawPlayhead({ context, area, x, y, palette }: Drawing, epoch: number, { seen, first, colour }: Marked): void {
  const at = Math.round(x.at(epoch))
  context.fillStyle = palette.ink
  context.fillRect(at - 0.5, area.top, 1, area.height)
  const loss = seen[epoch - first]
  if (loss === undefined || !(loss > 0)) return
  context.beginPath()
  context.arc(at, y.at(loss), 4.5, 0, 2 * Math.PI)
  context.fillStyle = colour
  context.strokeStyle = palette.paper
  context.lineWidth = 2
  context.fill()
  context.stroke()
}

interface LineEnd {
  readonly text: string
  readonly losses: readonly (number | null)[]
  readonly colour: string
}

/** Writes each line's name at its end, apart from one another. */
function nameEnds({ context, area, y }: Drawing, ends: readonly LineEnd[]): void {
  const { left, top, width, height } = area
  const placed = ends
    .flatMap(({ text, losses, colour }) => {
      const last = losses.at(-1)
      return last === undefined || last === null ? [] : [{ text, colour, at: y.at(last) }]
    })
    .toSorted((a, b) => a.at - b.at)
  const apart = 15
  const [upper, lower] = placed
  if (upper && lower && lower.at - upper.at < apart) {
    const middle = Math.min(top + height - apart, Math.max(top + apart, (upper.at + lower.at) / 2))
    upper.at = middle - apart / 2
    lower.at = middle + apart / 2
  }
  context.font = '600 12px "Source Sans 3"'
  context.textAlign = 'left'
  context.textBaseline = 'middle'
  for (const { text, colour, at } of placed) {
    context.fillStyle = colour
    context.fillText(text, left + width + 8, at)
  }
}
