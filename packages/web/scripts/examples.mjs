/**
 * The tables of the scene Fit: the tutorial's line, and three shapes drawn by a small seeded generator, whose values are
 * rounded so that the files are the same wherever they are made; and what the thumbnails show of them.
 */

/** Numbers in [0, 1) from a seed: a counter whose bits are mixed. */
function uniform(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
}

/** Normal numbers, by Box and Muller. */
function normal(next) {
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
}

const cubic = (x) => 0.5 * x ** 3 - 0.6 * x ** 2 - 0.9 * x + 2

const shapes = {
  polynomial: { seed: 11, from: -2, to: 2.6, noise: 0.25, shape: cubic },
  sine: { seed: 7, from: -5.5, to: 5.5, noise: 0.12, shape: Math.sin },
}

function curveRows({ seed, from, to, noise, shape }) {
  const next = uniform(seed)
  const gauss = normal(next)
  return Array.from({ length: 400 }, () => {
    const x = from + (to - from) * next()
    return [rounded(x), rounded(shape(x) + noise * gauss())]
  })
}

/** Two arms of one spiral, half a turn apart, a class each. */
export function spiralRows() {
  const next = uniform(5)
  const gauss = normal(next)
  return Array.from({ length: 400 }, (_, row) => {
    const along = Math.sqrt(next())
    const angle = 0.2 + 5 * along + Math.PI * (row % 2)
    const radius = 0.22 + 0.78 * along
    const x1 = radius * Math.cos(angle) + 0.045 * gauss()
    const x2 = radius * Math.sin(angle) + 0.045 * gauss()
    return [rounded(x1), rounded(x2), 'AB'[row % 2]]
  })
}

function rounded(value) {
  return Number(value.toFixed(4))
}

function csv(names, rows) {
  return `${names.join()}\n${rows.map((row) => `${row.join()}\n`).join('')}`
}

/** Each table by its name, as CSV. */
export function exampleTables(tutorial) {
  return {
    line: csv(['x', 'y'], lineRows(tutorial)),
    polynomial: csv(['x', 'y'], curveRows(shapes.polynomial)),
    sine: csv(['x', 'y'], curveRows(shapes.sine)),
    spirals: csv(['x1', 'x2', 'class'], spiralRows()),
  }
}

function lineRows({ x, y }) {
  return x.map((value, row) => [value, y[row]])
}

/** Points of the thumbnails, the shape behind them, and three digits. */
export function thumbnails(tutorial, digits) {
  const thumbnail = ({ from, to, shape }, rows) => ({
    points: everyNth(rows, 110),
    shape: Array.from({ length: 41 }, (_, step) => from + ((to - from) * step) / 40).map((x) => [rounded(x), rounded(shape(x))]),
  })
  const drawn = digits.trim().split('\n').slice(1).map((row) => row.split(',').map(Number))
  return {
    line: thumbnail({ from: 0, to: 2, shape: leastSquares(tutorial) }, lineRows(tutorial).map((row) => row.map(rounded))),
    polynomial: thumbnail(shapes.polynomial, curveRows(shapes.polynomial)),
    sine: thumbnail(shapes.sine, curveRows(shapes.sine)),
    classes: { points: spiralRows() },
    digits: [3, 5, 8].map((digit) => drawn.find((row) => row.at(-1) === digit).slice(0, -1)),
  }
}

function everyNth(rows, count) {
  const apart = rows.length / count
  return Array.from({ length: count }, (_, index) => rows[Math.floor(index * apart)])
}

function leastSquares({ x, y }) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [centre, level] = [mean(x), mean(y)]
  const slope = mean(x.map((value, row) => (value - centre) * (y[row] - level))) / mean(x.map((value) => (value - centre) ** 2))
  return (value) => level + slope * (value - centre)
}
