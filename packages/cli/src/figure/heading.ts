/** What stands above a picture in its file: title, note and legend, as marks at fixed places. */
import * as Plot from '@observablehq/plot'
import { type Figure, looksOf, type Series } from './chart.js'
import { placed } from './place.js'
import { dashOf, SERIF, STYLES, type Style, TONES } from './theme.js'
import { wrapped } from './wrapped.js'

export interface Heading {
  /** Its height, in pixels. */
  readonly height: number
  /** Its marks, in a picture with these margins. */
  marks: (margin: { left: number; top: number }) => Plot.Markish[]
}

/** Left edge of everything in the heading, and the distance between its lines. */
const EDGE = 16
const LINE = 20

/**
 * The heading of a picture of a width. Without a title it is the legend alone: the page around it says the rest.
 */
export function headingOf(figure: Figure, width: number, titled: boolean): Heading {
  const texts: { text: string; y: number; title: boolean }[] = []
  let y = titled ? 14 : 0
  if (titled) {
    for (const text of wrapped(figure.title, (width - 2 * EDGE) / 8.5)) texts.push({ text, y: (y += LINE), title: true })
    for (const text of wrapped(figure.note ?? '', (width - 2 * EDGE) / 6.2)) texts.push({ text, y: (y += LINE), title: false })
  }
  const keys = figure.kind === 'chart' ? keysOf(figure.series, width, y) : []
  const height = (keys.at(-1)?.y ?? y) + (titled || keys.length > 0 ? 10 : 0)
  return {
    height,
    marks: (margin) => [
      ...texts.map(({ text, y: at, title }) =>
        Plot.text([text], {
          ...placed({ x: EDGE, y: at }, margin),
          ...(title ? { fontSize: 17, fontWeight: 600, fontFamily: SERIF } : { fontSize: 13, fill: TONES.ink2[0] }),
        }),
      ),
      ...keys.flatMap((key) => keyMarks(key, margin)),
    ],
  }
}

interface Key {
  series: Series
  style: Style
  x: number
  y: number
}

/** Places for the names of the series, row by row; one series alone needs none. */
function keysOf(series: readonly Series[], width: number, top: number): Key[] {
  if (series.length < 2) return []
  const looks = looksOf(series)
  let x = EDGE
  let y = top + LINE
  return series.map((one, i) => {
    const room = 36 + one.name.length * 6.8 + 18
    if (x > EDGE && x + room > width - EDGE) {
      x = EDGE
      y += LINE
    }
    const key = { series: one, style: STYLES[looks[i]!], x, y }
    x += room
    return key
  })
}

function keyMarks({ series: { name, mark }, style, x, y }: Key, margin: { left: number; top: number }): Plot.Markish[] {
  const color = TONES[style.tone][0]
  const marks: Plot.Markish[] = [Plot.text([name], { ...placed({ x: x + 36, y }, margin), fontSize: 13 })]
  const middle = placed({ x: x + 14, y: y - 4 }, margin)
  if (mark === 'line' || mark === 'pointsAndLine') {
    marks.push(
      Plot.vector([0], {
        ...middle,
        length: 28,
        rotate: 90,
        stroke: color,
        strokeWidth: style.width,
        ...dashOf(style),
        // A stroke without a head: 28 pixels of the line itself.
        shape: { draw: (context, length) => (context.moveTo(0, 0), context.lineTo(0, -length)) },
      }),
    )
  }
  if (mark !== 'line') {
    const symbol = mark === 'area' ? 'square' : style.symbol
    marks.push(Plot.dot([0], { ...middle, symbol, r: mark === 'area' ? 6 : 4, fill: color, fillOpacity: mark === 'area' ? 0.25 : 1 }))
  }
  return marks
}
