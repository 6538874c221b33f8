/** Pictures in the terminal: what is drawn lies where the numbers say, with and without colours. */
import { describe, expect, it } from 'vitest'
import { scaleOf } from '../src/figure/axis.js'
import type { Axis, Chart } from '../src/figure/chart.js'
import { drawFigure } from '../src/figure/drawing.js'
import { CLOUD_AND_LINE, CONFUSION, LOGARITHMIC, WEIGHTS } from './figures.js'

const PLAIN = { columns: 44, lines: 8, color: false }

describe('a picture in the terminal', () => {
  it('is a cloud and a line over it, with a title, axes and a legend', () => {
    expect(drawFigure(CLOUD_AND_LINE, PLAIN).join('\n')).toMatchInlineSnapshot(`
      "Points and a line
           ⠶ data   ⎻⎻⎻ fit
           y
      2.0 ┤⎺⎻⎼⎼⎽                             ⣀⡤⠔⠊⠉
      1.5 ┤     ⎺⎻⎼⎼⎽                   ⣀⡠⠴⠒⠉
          │          ⎺⎻⎼⎽⎽         ⢀⡠⠴⠒⠉
      1.0 ┤               ⎺⎻⎼⎽⎽⣀⠤⠒⠋⠁
          │              ⢀⣠⠤⠒⠉⠁⎺⎻⎼⎽
      0.5 ┤         ⢀⣀⠤⠖⠊⠁         ⎺⎺⎻⎼⎽
          │     ⣀⠤⠖⠊⠁                   ⎺⎻⎻⎼⎽
      0.0 ┤⣀⡠⠔⠚⠉                             ⎺⎻⎻⎼⎽
          └┬──────────────────┬──────────────────┬
           0.0               0.5               1.0
                                                 x"
    `)
  })

  it('has logarithmic axes, single points as shapes over lines, and rules', () => {
    expect(drawFigure(LOGARITHMIC, { ...PLAIN, lines: 10, columns: 60 }).join('\n')).toMatchInlineSnapshot(`
      "Updates to the goal by rows an update
      Medians of five runs & their middle halves.
             ⎻⎻⎻ fitted   ● measured
             updates
      2,000 ┤●⎽                                             B_c┆
            │  ⎺⎺⎻⎼⎽                                           ┆
      1,000 ┤       ●⎺⎻⎻⎼⎽⎽                                    ┆
        500 ┤              ⎺●⎼⎼⎽⎽                              ┆
            │                    ⎺⎻●⎽⎽                         ┆
        200 ┤                         ⎺⎺⎻⎻⎼●                   ┆
        100 ┤                               ⎺⎺⎺⎻⎼⎼⎽            ┆
            │                                     ●⎺⎺⎺⎻⎻⎼⎽●    ┆
         50 ┤                                              ⎺⎺⎺⎺⎻⎻●
         20 ┤                                                  ┆
            └┬──────────────┬──────────────┬──────────────┬───────
             1              4             16             64
                                                    rows an update"
    `)
  })

  it('is bars as long as their numbers', () => {
    expect(drawFigure(WEIGHTS, PLAIN).join('\n')).toMatchInlineSnapshot(`
      "Largest weights
                   standardised coefficient
      bmi           24  ██████████████████████████
      s5           -12  █████████████
      a < b & "c"  0.5  ▌"
    `)
  })

  it('is a grid shaded by the shares of its rows', () => {
    expect(drawFigure(CONFUSION, PLAIN).join('\n')).toMatchInlineSnapshot(`
      "Confusion matrix
              predicted
      actual     ham    spam
      ham       48 █     2 ░
      spam       ·      30 █"
    `)
  })

  it.each([CLOUD_AND_LINE, LOGARITHMIC, WEIGHTS, CONFUSION])('$title: no escapes without colours, the same signs with them', (figure) => {
    const plain = drawFigure(figure, { columns: 60, lines: 10, color: false }).join('\n')
    const colored = drawFigure(figure, { columns: 60, lines: 10, color: true }).join('\n')
    expect(plain).not.toContain('\u001b')
    expect(colored).toContain('\u001b[')
    // oxlint-disable-next-line no-control-regex -- the escapes are what is taken out
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(plain)
  })

  it.each([40, 80, 131])('keeps to %d columns', (columns) => {
    for (const figure of [CLOUD_AND_LINE, LOGARITHMIC, WEIGHTS, CONFUSION]) {
      for (const line of drawFigure(figure, { columns, lines: 12, color: false })) expect([...line].length).toBeLessThanOrEqual(columns)
    }
  })

  it('stands a single point, numbers that are not finite, and none at all', () => {
    const drawn = (series: Chart['series'], axis: Partial<Axis> = {}) =>
      drawFigure({ ...CLOUD_AND_LINE, y: { label: 'y', ...axis }, series }, PLAIN).join('\n')
    expect(drawn([{ name: 'one', mark: 'line', x: [1, 2], y: [Number.NaN, 5] }])).not.toMatch(/NaN|Infinity/)
    expect(drawn([{ name: 'none', mark: 'points', x: [], y: [] }])).not.toMatch(/NaN|Infinity/)
    expect(drawn([{ name: 'below 0', mark: 'line', x: [1, 2], y: [-1, 0] }], { scale: 'log' })).not.toMatch(/NaN|Infinity/)
    expect(drawn([{ name: 'same', mark: 'pointsAndLine', x: [1, 1], y: [3, 3] }])).toContain('◆')
  })
})

describe('an axis', () => {
  const marks = (low: number, high: number, { count = 4, ...axis }: Partial<Axis> & { count?: number } = {}) =>
    scaleOf({ ...CLOUD_AND_LINE, x: { label: 'x', ...axis }, series: [{ name: 'a', mark: 'line', x: [low, high], y: [0, 1] }] }, 'x', count).ticks.map(
      ({ label }) => label,
    )

  it('is marked at round numbers', () => {
    expect(marks(0, 2)).toEqual(['0.0', '0.5', '1.0', '1.5', '2.0'])
    expect(marks(-1, 1, { count: 2 })).toEqual(['−1', '0', '1'])
    expect(marks(130, 870)).toEqual(['0', '200', '400', '600', '800', '1,000'])
    expect(marks(0, 200_000)).toEqual(['0', '50k', '100k', '150k', '200k'])
  })

  it('is marked at powers of its base where it is logarithmic, and at round numbers between two of them', () => {
    expect(marks(1, 1000, { scale: 'log' })).toEqual(['1', '10', '100', '1,000'])
    expect(marks(1, 1000, { scale: 'log', base: 2, count: 10 })).toEqual(['1', '2', '4', '8', '16', '32', '64', '128', '256', '512'])
    expect(marks(0.12, 0.28, { scale: 'log' })).toEqual(['0.15', '0.20', '0.25'])
  })
})
