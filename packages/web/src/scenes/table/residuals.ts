/** How far predictions are off: a histogram of truth minus prediction. */
import { svg } from '../../element.ts'
import { significant } from '../../number.ts'

const bars = 31
const width = 310
const height = 60

/** Bars of equal width around 0; what lies beyond the outermost is in them. */
export function residualPicture(actual: Float64Array, predicted: Float64Array, reach: number): SVGSVGElement {
  const counts = new Uint32Array(bars)
  for (const [place, value] of actual.entries()) {
    const error = value - predicted[place]
    if (!Number.isFinite(error)) continue
    const bar = Math.floor(((error + reach) / (2 * reach)) * bars)
    counts[Math.min(bars - 1, Math.max(0, bar))]++
  }
  const most = Math.max(1, ...counts)
  const pitch = width / bars
  let path = ''
  for (const [bar, count] of counts.entries()) {
    if (count > 0) path += `M${(bar * pitch).toFixed(2)} ${height}h${(pitch - 1).toFixed(2)}v${(-Math.max(1, (count / most) * height)).toFixed(2)}h${(1 - pitch).toFixed(2)}z`
  }
  const middle = width / 2
  return svg(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('path', { d: path, class: 'values' }),
    svg('path', { d: `M0 ${height - 0.5}h${width}M${middle} 0v${height}`, class: 'zero' }),
  )
}

/** The ends and the middle of its axis. */
export function residualTicks(reach: number): readonly [string, string, string] {
  return [`−${significant(reach)}`, '0', `+${significant(reach)}`]
}
