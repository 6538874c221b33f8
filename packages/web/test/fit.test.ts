import { describe, expect, it } from 'vitest'
import { exampleTables, spiralRows } from '../scripts/examples.mjs'
import { contour } from '../src/scenes/fit/contour.ts'
import { blockCounts, boxSize } from '../src/scenes/fit/digits/bitmap.ts'
import { cellsOf } from '../src/scenes/fit/digits/seen.ts'
import type { Stroke } from '../src/scenes/fit/digits/stroke.ts'
import { epochAt, filmEpochs, positionOf } from '../src/scenes/fit/film.ts'
import { tokens } from '../src/scenes/fit/code.ts'
import { fieldPlane, stageAspect } from '../src/scenes/fit/plane.ts'

describe('the decision line', () => {
  const grid = { columns: 41, rows: 31 }
  const field = (value: (x: number, y: number) => number): number[] =>
    Array.from({ length: grid.columns * grid.rows }, (_, index) => value(index % grid.columns, Math.floor(index / grid.columns)))

  it('lies where a slope crosses the level', () => {
    const pieces = contour(field((x, y) => 2 * x - y), grid, 13)
    expect(pieces.length).toBeGreaterThan(4 * 15)
    for (let at = 0; at < pieces.length; at += 2) expect(2 * pieces[at] - pieces[at + 1]).toBeCloseTo(13, 9)
  })

  it('goes around a circle once, without a gap', () => {
    const pieces = contour(field((x, y) => Math.hypot(x - 20, y - 15)), grid, 10)
    const ends = new Map<string, number>()
    let length = 0
    for (let at = 0; at < pieces.length; at += 4) {
      const [x0, y0, x1, y1] = pieces.slice(at, at + 4)
      length += Math.hypot(x1 - x0, y1 - y0)
      for (const end of [`${x0.toFixed(6)} ${y0.toFixed(6)}`, `${x1.toFixed(6)} ${y1.toFixed(6)}`]) ends.set(end, (ends.get(end) ?? 0) + 1)
    }
    // Pieces that begin on a grid point have no length; all others meet their neighbour.
    expect([...ends.values()].every((count) => count % 2 === 0)).toBe(true)
    expect(length).toBeGreaterThan(2 * Math.PI * 10 * 0.99)
    expect(length).toBeLessThan(2 * Math.PI * 10 * 1.001)
  })

  it('cuts a saddle by the mean of its corners', () => {
    const square = { columns: 2, rows: 2 }
    const [low, high] = [contour([1, -0.5, -0.5, 1], square, 0), contour([0.5, -1, -1, 0.5], square, 0)]
    // Corners 0 and 2 (row by row 0 and 3) are joined where they weigh more: the line then cuts off the other two.
    const cutsOff = (pieces: number[], column: number, row: number): boolean =>
      pieces.length === 8 && [0, 4].some((at) => Math.hypot(pieces[at] - column, pieces[at + 1] - row) < 1 && Math.hypot(pieces[at + 2] - column, pieces[at + 3] - row) < 1)
    expect(cutsOff(low, 1, 0)).toBe(true)
    expect(cutsOff(low, 0, 1)).toBe(true)
    expect(cutsOff(high, 0, 0)).toBe(true)
    expect(cutsOff(high, 1, 1)).toBe(true)
  })

  it('is nowhere in a field all on one side', () => {
    expect(contour(field(() => 1), grid, 0)).toEqual([])
  })
})

describe('the film', () => {
  it('doubles from frame to frame, and has fewer where there are too few epochs', () => {
    expect(filmEpochs(160)).toEqual([0, 5, 10, 20, 40, 80, 160])
    expect(filmEpochs(40)).toEqual([0, 1, 3, 5, 10, 20, 40])
    expect(filmEpochs(3)).toEqual([0, 1, 2, 3])
    expect(filmEpochs(1)).toEqual([0, 1])
  })

  it('turns epochs into places on it and back', () => {
    for (const epochs of [1, 7, 160, 500]) {
      const film = filmEpochs(epochs)
      for (let epoch = 0; epoch <= epochs; epoch++) expect(epochAt(film, positionOf(film, epoch))).toBe(epoch)
      expect(positionOf(film, epochs)).toBe(film.length - 1)
    }
  })
})

describe('the pad', () => {
  const bar: Stroke = [{ x: 0.5, y: 0.1 }, { x: 0.5, y: 0.9 }]
  const ring: Stroke = Array.from({ length: 41 }, (_, index) => ({
    x: 0.5 + 0.3 * Math.cos((index * Math.PI) / 20),
    y: 0.5 + 0.4 * Math.sin((index * Math.PI) / 20),
  }))

  it('counts the black pixels of each block', () => {
    const pixels = new Uint8Array(boxSize * boxSize)
    for (let row = 4; row < 8; row++) for (let column = 8; column < 11; column++) pixels[row * boxSize + column] = 1
    const counts = blockCounts(pixels)
    expect(counts[8 + 2]).toBe(12)
    expect(counts.reduce((sum, count) => sum + count)).toBe(12)
    expect(blockCounts(new Uint8Array(boxSize * boxSize).fill(1))).toEqual(Array.from({ length: 64 }, () => 16))
  })

  it('gives 64 counts from 0 to 16, centred and as tall as the box', () => {
    const cells = cellsOf([ring], 1)
    expect(cells).toHaveLength(64)
    expect(cells.every((count) => Number.isInteger(count) && count >= 0 && count <= 16)).toBe(true)
    const rows = Array.from({ length: 8 }, (_, row) => cells.slice(8 * row, 8 * row + 8))
    expect(rows[0].some((count) => count > 0)).toBe(true)
    expect(rows[7].some((count) => count > 0)).toBe(true)
    expect(rows.map((row) => row.toReversed())).toEqual(rows)
    expect(rows.toReversed()).toEqual(rows)
    expect(cells[3 * 8 + 3]).toBe(0)
  })

  it('sees the same wherever and however large it is drawn', () => {
    const moved = ring.map(({ x, y }) => ({ x: 0.05 + 0.6 * x, y: 0.3 + 0.6 * y }))
    expect(cellsOf([moved], 1)).toEqual(cellsOf([ring], 1))
    expect(cellsOf([bar.map(({ x, y }) => ({ x: x * 300, y: y * 300 }))], 300)).toEqual(cellsOf([bar], 1))
  })

  it('stands a leaning bar up', () => {
    const columns = (cells: readonly number[]): number[] => [...new Set(cells.flatMap((count, index) => (count > 0 ? [index % 8] : [])))].toSorted()
    expect(columns(cellsOf([bar], 1))).toEqual([3, 4])
    for (const lean of [-0.25, -0.1, 0.1, 0.25]) {
      const leaning = [{ x: 0.5 + lean, y: 0.1 }, { x: 0.5 - lean, y: 0.9 }]
      expect(columns(cellsOf([leaning], 1)), `leaning by ${lean}`).toEqual(expect.not.arrayContaining([0, 1, 6, 7]))
    }
  })

  it('draws as much ink as the data has, however wide or tall', () => {
    for (const [width, height] of [[1, 1], [0.5, 1], [1, 0.5]] as const) {
      const cells = cellsOf([ring.map(({ x, y }) => ({ x: 0.5 + width * (x - 0.5), y: 0.5 + height * (y - 0.5) }))], 1)
      const black = cells.reduce((sum, count) => sum + count)
      expect(black).toBeGreaterThanOrEqual(260)
      expect(black).toBeLessThan(350)
    }
  })

  it('keeps a dot a dot, and sees nothing in nothing', () => {
    const dot = cellsOf([[{ x: 0.2, y: 0.9 }]], 1)
    expect(dot.filter((count) => count > 0).length).toBeLessThanOrEqual(4)
    expect(cellsOf([], 1).every((count) => count === 0)).toBe(true)
  })
})

describe('the tables', () => {
  it('hold two arms, one the other turned by half', () => {
    const rows = spiralRows()
    expect(rows).toHaveLength(400)
    expect(rows).toEqual(spiralRows())
    for (const name of ['A', 'B'] as const) {
      const arm = rows.filter((row) => row[2] === name)
      expect(arm).toHaveLength(200)
      const distances = arm.map(([x, y]) => Math.hypot(x, y))
      expect(Math.min(...distances)).toBeLessThan(0.5)
      expect(Math.max(...distances)).toBeGreaterThan(0.9)
    }
    // No point lies nearer to the other arm than to its own.
    const nearest = ([x, y, name]: (typeof rows)[number], same: boolean): number =>
      Math.min(...rows.filter((row) => (row[2] === name) === same && (row[0] !== x || row[1] !== y)).map((row) => Math.hypot(row[0] - x, row[1] - y)))
    expect(rows.every((row) => nearest(row, true) < nearest(row, false))).toBe(true)
  })

  it('are CSV with the columns that the program names', () => {
    const tables = exampleTables({ x: [0.5, 1], y: [2, 3] })
    expect(tables.line).toBe('x,y\n0.5,2\n1,3\n')
    for (const text of [tables.polynomial, tables.sine]) {
      expect(text.split('\n')[0]).toBe('x,y')
      expect(text.trim().split('\n').slice(1).every((line) => /^-?\d+(\.\d{1,4})?,-?\d+(\.\d{1,4})?$/.test(line))).toBe(true)
    }
  })
})

describe('the plane', () => {
  it('has equal units on both axes, with all points inside', () => {
    const { x, y } = fieldPlane(Float64Array.of(-1, 1), Float64Array.of(-2, 2))
    expect((x[1] - x[0]) / (y[1] - y[0])).toBeCloseTo(stageAspect, 12)
    expect(x[0]).toBeLessThan(-1)
    expect(y[1]).toBeGreaterThan(2)
  })
})

describe('the code', () => {
  it('is cut into words without losing a letter', () => {
    const program = "import { a } from 'minibatch'\nfor await (const b of c()) // it's\n  minibatch --seed 3\n"
    expect(tokens(program).map(({ text }) => text).join('')).toBe(program)
    expect(tokens(program).filter(({ kind }) => kind === 'string')[0].text).toBe("'minibatch'")
  })
})
