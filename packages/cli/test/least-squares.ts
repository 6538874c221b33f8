/** Ordinary least squares in float64, by Householder's QR: what every linear model is held against. */

/** Coefficients (d) and intercept that minimise the squared error; x row by row. */
export function leastSquares(x: readonly number[][], y: readonly number[]): { w: number[]; b: number } {
  const a = x.map((row) => [...row, 1])
  const target = [...y]
  const width = a[0]!.length
  for (let column = 0; column < width; column++) reflect(a, target, column)
  const solution: number[] = Array.from({ length: width }, () => 0)
  for (let row = width - 1; row >= 0; row--) {
    let sum = target[row]!
    for (let j = row + 1; j < width; j++) sum -= a[row]![j]! * solution[j]!
    solution[row] = sum / a[row]![row]!
  }
  return { w: solution.slice(0, -1), b: solution[width - 1]! }
}

/** Makes the entries under the diagonal of a column zero, on both sides of the system. */
function reflect(a: number[][], y: number[], column: number): void {
  const rows = a.length
  let norm = 0
  for (let i = column; i < rows; i++) norm += a[i]![column]! ** 2
  norm = Math.sqrt(norm)
  const v = a.map((row, i) => (i < column ? 0 : row[column]!))
  v[column]! += a[column]![column]! >= 0 ? norm : -norm
  const length = v.reduce((sum, value) => sum + value * value, 0)
  const apply = (get: (i: number) => number, set: (i: number, value: number) => void) => {
    let dot = 0
    for (let i = column; i < rows; i++) dot += v[i]! * get(i)
    for (let i = column; i < rows; i++) set(i, get(i) - (2 * dot * v[i]!) / length)
  }
  for (let j = column; j < a[0]!.length; j++) {
    apply(
      (i) => a[i]![j]!,
      (i, value) => (a[i]![j] = value),
    )
  }
  apply(
    (i) => y[i]!,
    (i, value) => (y[i] = value),
  )
}

/** Share of the variance of y that the predictions explain. */
export function r2(y: readonly number[], predicted: readonly number[]): number {
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length
  const residual = y.reduce((sum, value, i) => sum + (value - predicted[i]!) ** 2, 0)
  return 1 - residual / y.reduce((sum, value) => sum + (value - mean) ** 2, 0)
}
