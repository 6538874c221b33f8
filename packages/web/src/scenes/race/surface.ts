/**
 * The loss of a line over (w, b), for drawing: ½ mean (w·x + b − y)², a paraboloid that five means describe in full.
 * Training knows nothing of it.
 */
export interface Points {
  readonly x: Float32Array
  readonly y: Float32Array
}

export interface Surface {
  /** Loss of all rows at (w, b). */
  loss(w: number, b: number): number
  /** Its gradient, [∂w, ∂b]. */
  slope(w: number, b: number): [number, number]
  /** Where it is least, and how much is left there. */
  readonly least: { readonly w: number; readonly b: number; readonly loss: number }
  /** Axes of the ellipse at `rise` above the least: half lengths, and the angle of the first in radians. */
  ellipse(rise: number): { readonly along: number; readonly across: number; readonly angle: number }
}

export function lossSurface({ x, y }: Points): Surface {
  const n = x.length
  let [meanX, meanY, meanXX, meanXY, meanYY] = [0, 0, 0, 0, 0]
  for (let row = 0; row < n; row++) {
    meanX += x[row] / n
    meanY += y[row] / n
    meanXX += (x[row] * x[row]) / n
    meanXY += (x[row] * y[row]) / n
    meanYY += (y[row] * y[row]) / n
  }
  const loss = (w: number, b: number): number =>
    0.5 * (w * w * meanXX + 2 * w * b * meanX + b * b - 2 * w * meanXY - 2 * b * meanY + meanYY)
  const leastW = (meanXY - meanX * meanY) / (meanXX - meanX * meanX)
  const leastB = meanY - leastW * meanX
  // The Hessian [[meanXX, meanX], [meanX, 1]] by its two eigenvalues.
  const half = Math.hypot((meanXX - 1) / 2, meanX)
  const flat = (meanXX + 1) / 2 - half
  const steep = (meanXX + 1) / 2 + half
  return {
    loss,
    slope: (w, b) => [w * meanXX + b * meanX - meanXY, w * meanX + b - meanY],
    least: { w: leastW, b: leastB, loss: loss(leastW, leastB) },
    ellipse: (rise) => ({
      along: Math.sqrt((2 * rise) / flat),
      across: Math.sqrt((2 * rise) / steep),
      angle: Math.atan2(flat - meanXX, meanX),
    }),
  }
}

/** Near enough to the least: above it by this share of it. */
export const nearEnough = 0.05

/** A round loss about four times the least: near enough to tell the methods apart, far enough that each can reach it. */
export function goalLoss({ least }: Surface): number {
  const wanted = Math.max(least.loss * 4, 1e-9)
  const power = 10 ** Math.floor(Math.log10(wanted))
  const lead = [1, 2, 5, 10].reduce((best, step) =>
    Math.abs(Math.log(step * power) - Math.log(wanted)) < Math.abs(Math.log(best * power) - Math.log(wanted))
      ? step
      : best,
  )
  return Number((lead * power).toPrecision(1))
}
