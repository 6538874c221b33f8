/** Arrays made from whole numbers alone, so that every engine makes the same bits. */

/** n rows of d features and a target that a linear model can meet, in [-1, 1]. */
export function rowsOf(n: number, d: number): { x: { data: Float64Array; columns: number }; y: Float64Array } {
  const next = sequence()
  const data = Float64Array.from({ length: n * d }, next)
  const weights = Float64Array.from({ length: d }, next)
  const y = new Float64Array(n)
  for (let row = 0; row < n; row++) {
    let sum = next() / 16
    for (let column = 0; column < d; column++) sum += data[row * d + column]! * weights[column]!
    y[row] = sum
  }
  return { x: { data, columns: d }, y }
}

/** Multiples of 2^-15 in [-1, 1) from a 31-bit linear congruential generator. */
function sequence(): () => number {
  let state = 12_345
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return ((state >> 15) - 32_768) / 32_768
  }
}
