/** Charts: what is drawn lies where the numbers say, with and without colours. */
import { describe, expect, it } from 'vitest'
import { drawChart } from '../src/plot.js'
import { svgChart } from '../src/svg.js'
import { tickLabel, ticks } from '../src/ticks.js'

const x = Array.from({ length: 101 }, (_, i) => i / 100)
const chart = {
  title: 'Points and a line',
  xLabel: 'x',
  yLabel: 'y',
  series: [
    { name: 'data', mark: 'points' as const, x, y: x.map((value) => value * 2) },
    { name: 'fit', mark: 'line' as const, color: 'red' as const, x: [0, 1], y: [2, 0] },
  ],
}

describe('a chart in the terminal', () => {
  it('draws points, a line over them, a title, axes and a legend', () => {
    const lines = drawChart(chart, { columns: 44, lines: 8, color: false })
    expect(lines.join('\n')).toMatchInlineSnapshot(`
      "     Points and a line   ⠶ data   ⎻⎻ fit
           y
      2.0 ┤⎺⎻⎼⎼⎽                             ⣀⡤⠔⠊⠉
      1.5 ┤     ⎺⎻⎼⎼⎽                   ⣀⡠⠴⠒⠉
          │          ⎺⎻⎼⎽⎽         ⢀⡠⠴⠒⠉
      1.0 ┤               ⎺⎻⎼⎽⎽⣀⠤⠒⠋⠁
          │              ⢀⣠⠤⠒⠉⠁⎺⎻⎼⎽
      0.5 ┤         ⢀⣀⠤⠖⠊⠁         ⎺⎺⎻⎼⎽
          │     ⣀⠤⠖⠊⠁                   ⎺⎻⎻⎼⎽
      0.0 ┤⣀⡠⠔⠚⠉                             ⎺⎻⎻⎼⎽
          └┬──────┬───────┬───────┬───────┬──────┬
           0.0   0.2     0.4     0.6     0.8   1.0
                                                 x"
    `)
  })

  it('has no escapes without colours, and the same signs with them', () => {
    const plain = drawChart(chart, { columns: 60, lines: 10, color: false }).join('\n')
    const colored = drawChart(chart, { columns: 60, lines: 10, color: true }).join('\n')
    expect(plain).not.toContain('\u001b')
    expect(colored).toContain('\u001b[31m')
    // oxlint-disable-next-line no-control-regex -- the escapes are what is taken out
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(plain)
  })

  it('keeps to its width', () => {
    for (const columns of [40, 80, 131]) {
      for (const line of drawChart(chart, { columns, lines: 12, color: false })) expect([...line].length).toBeLessThanOrEqual(columns)
    }
  })

  it('stands a single point and numbers that are not finite', () => {
    const odd = { ...chart, series: [{ name: 'one', mark: 'line' as const, x: [1, 2], y: [Number.NaN, 5] }] }
    expect(() => drawChart(odd, { columns: 40, lines: 6, color: false })).not.toThrow()
  })
})

describe('a chart as SVG', () => {
  it('puts the line where the numbers say', () => {
    const svg = svgChart(chart)
    expect(svg).toContain('points="72,56 696,384"')
    expect(svg).toContain('>Points and a line<')
  })

  it('escapes names', () => {
    expect(svgChart({ ...chart, title: 'a < b & "c"' })).toContain('a &lt; b &amp; &quot;c&quot;')
  })
})

describe('ticks', () => {
  it.each([
    [0, 2, 4, ['0.0', '0.5', '1.0', '1.5', '2.0']],
    [-1, 1, 2, ['-1', '0', '1']],
    [130, 870, 4, ['200', '400', '600', '800']],
    [0.0012, 0.0031, 3, ['0.0015', '0.0020', '0.0025', '0.0030']],
  ])('between %d and %d, about %d, are round', (low, high, count, labels) => {
    const marks = ticks(low, high, count)
    expect(marks.map((mark) => tickLabel(mark, marks[1]! - marks[0]!))).toEqual(labels)
  })
})
