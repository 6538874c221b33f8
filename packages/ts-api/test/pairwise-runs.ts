import type pinned from '../../../fixtures/pairwise.json'

/** Runs in which every two settings of every two options meet; the core's tests hold each SIMD level to the same hashes. */
export type Case = (typeof pinned)[number]

/** Features of a run. */
const D = 9

/** Rows that any language makes alike: whole numbers, divided once. */
export function rowsOf({ rows, target, weighted }: Case) {
  const x = Float64Array.from({ length: rows * D }, (_, i) => ((i * 7919) % 1999) / 1000 - 1)
  const y = Float64Array.from({ length: rows }, (_, row) => {
    const step = (row * 31 + Math.floor(row / 7) * 17) % 12
    if (target === 'counts') return step % 4
    if (target === 'binary') return step % 2
    if (target === 'classes') return step % 3
    return x[row * D]! - x[row * D + 3]! / 2 + step / 8
  })
  return {
    x: { data: x, columns: D },
    y,
    ...(weighted && { sampleWeight: Float64Array.from({ length: rows }, (_, row) => (row % 5) / 2) }),
    ...(target === 'classes' && { task: 'classification' as const }),
  }
}
