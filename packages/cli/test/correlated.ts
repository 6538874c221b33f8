/** A table whose features lean on their neighbours, as those of real tables do, with a noisy linear target y. */
export function correlatedCsv(rows: number, features: number): string {
  const next = sequence()
  const weights = Array.from({ length: features }, () => next())
  const lines = [[...weights.map((_, i) => `x${i + 1}`), 'y'].join(',')]
  for (let row = 0; row < rows; row++) {
    let [before, sum] = [2 * next(), 2 * next()]
    const cells = weights.map((weight) => {
      before = 0.8 * before + next()
      sum += weight * before
      return before.toFixed(4)
    })
    lines.push(`${cells.join(',')},${sum.toFixed(4)}`)
  }
  return `${lines.join('\n')}\n`
}

/** Multiples of 2^-15 in [-1, 1) from a 31-bit linear congruential generator. */
function sequence(): () => number {
  let state = 12_345
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return ((state >> 15) - 32_768) / 32_768
  }
}
