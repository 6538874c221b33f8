/** Types of the tables' maker, which runs before anything is compiled. */
export type SpiralRow = readonly [x1: number, x2: number, name: 'A' | 'B']

export function spiralRows(): SpiralRow[]
export function exampleTables(tutorial: { readonly x: readonly number[]; readonly y: readonly number[] }): Record<'line' | 'polynomial' | 'sine' | 'spirals', string>
