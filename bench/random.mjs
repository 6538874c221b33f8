// Random numbers of the bench's own: only + and x, so that every machine generates the same tables bit for bit.

/** Tommy Ettinger's mulberry32: a function that gives uniform whole numbers in 0..2^32-1. */
export function randomOf(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}

/** Uniform in [0, 1). */
export const uniform = (random) => random() / 0x1_0000_0000

/** Mean 0, variance 1, bell-shaped: the sum of twelve uniforms less six. */
export function bell(random) {
  let sum = -6
  for (let i = 0; i < 12; i++) sum += uniform(random)
  return sum
}

/** Fisher-Yates in place. */
export function shuffle(values, random) {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(uniform(random) * (i + 1))
    const kept = values[i]
    values[i] = values[j]
    values[j] = kept
  }
  return values
}

/** A table of n rows whose features lean on their neighbours, as those of real tables do, and a noisy linear target. */
export function correlatedTable(n, d, seed = 42) {
  const random = randomOf(seed)
  const draw = () => (uniform(random) + uniform(random) + uniform(random) - 1.5) * 2
  const weights = Float64Array.from({ length: d }, () => 2 * uniform(random) - 1)
  const [data, y] = [new Float32Array(n * d), new Float32Array(n)]
  for (let row = 0; row < n; row++) {
    let [before, sum] = [draw(), 2 * draw()]
    for (let column = 0; column < d; column++) {
      before = 0.8 * before + 0.6 * draw()
      data[row * d + column] = before
      sum += weights[column] * before
    }
    y[row] = sum
  }
  return { x: { data, columns: d }, y }
}
