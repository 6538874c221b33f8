/** `--plot` of train and evaluate: what is drawn, where it goes, and what is refused. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { document, FIXTURES, folder, minibatch, smallTable } from './command.js'

const IRIS = join(FIXTURES, 'tables/iris.csv')
const files = folder({ 'two.csv': smallTable() })
const at = (name: string) => join(files.path, name)
const table = at('two.csv')

beforeAll(async () => {
  await document(['train', table, '--target', 'target', '--out', at('two.safetensors')])
  await document(['train', table, '--target', 'target', '--exclude', 'b', '--out', at('one.safetensors')])
  await document(['train', IRIS, '--target', 'target', '--out', at('iris.safetensors')])
})

afterAll(() => files.remove())

const titles = (path: string) => [...readFileSync(path, 'utf8').matchAll(/<title id="[^"]*">([^<]*)</g)].map(([, title]) => title)

describe('train --plot', () => {
  it('writes the loss of training and validation as SVG', async () => {
    await document(['train', table, '--target', 'target', '--validation', '0.2', '--plot', at('loss.svg')])
    expect(titles(at('loss.svg'))).toEqual(['Loss by epoch'])
    expect(readFileSync(at('loss.svg'), 'utf8')).toMatch(/^<svg[^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"[^]*>training<[^]*>validation</)
  })

  it('writes every picture that fits as a page', async () => {
    await document(['train', IRIS, '--target', 'target', '--validation', '0.3', '--plot', at('iris.html')])
    expect(titles(at('iris.html'))).toEqual(['Loss by epoch', 'Confusion matrix', 'ROC curve', 'Calibration', 'Weights'])
    expect(readFileSync(at('iris.html'), 'utf8')).toContain('45 validation rows')
  })

  it('draws above the report in the terminal, and leaves stdout to the document with --json', async () => {
    const args = ['train', table, '--target', 'target', '--exclude', 'b', '--plot', 'terminal']
    const plain = await minibatch(args, { env: { NO_COLOR: '1', FORCE_COLOR: '1' } })
    expect(plain.stdout).toMatch(/^Loss by epoch\n[^]*target by a, and the fitted line\n[^]*linear regression of 'target'/)
    expect(plain.stdout).not.toContain('\u001b')
    expect((await minibatch(args, { env: { FORCE_COLOR: '1' } })).stdout).toContain('\u001b[31m')
    const json = await minibatch([...args, '--json'])
    expect(() => JSON.parse(json.stdout) as unknown).not.toThrow()
    expect(json.stderr).toContain('Loss by epoch')
  })
})

describe('evaluate --plot', () => {
  it.each([
    ['one', table, 'target by a, and the fitted line'],
    ['two', table, 'Predicted against actual target'],
    ['iris', IRIS, 'Confusion matrix'],
  ])('chooses the picture that tells most of %s', async (model, data, title) => {
    await document(['evaluate', at(`${model}.safetensors`), data, '--plot', at(`${model}.svg`)])
    expect(titles(at(`${model}.svg`))).toEqual([title])
  })

  it.each([
    ['two', table, ['Predicted against actual target', 'Residuals', 'Weights']],
    ['iris', IRIS, ['Confusion matrix', 'ROC curve', 'Calibration', 'Weights']],
  ])('has every picture of %s in a page', async (model, data, all) => {
    await document(['evaluate', at(`${model}.safetensors`), data, '--plot', at(`all-${model}.html`)])
    expect(titles(at(`all-${model}.html`))).toEqual(all)
  })

  it('counts in its confusion matrix what the document says', async () => {
    const { metrics } = await document<{ metrics: { accuracy: number } }>(['evaluate', at('iris.safetensors'), IRIS])
    const { stdout } = await minibatch(['evaluate', at('iris.safetensors'), IRIS, '--plot', 'terminal'])
    const [, right = '', all = ''] = /^(\d+) of (\d+) rows are predicted as what they are/m.exec(stdout) ?? []
    expect(Number(right) / Number(all)).toBe(metrics.accuracy)
  })

  it('says the area under each ROC curve that the metrics say in the mean', async () => {
    const { metrics } = await document<{ metrics: { auc: number } }>(['evaluate', at('iris.safetensors'), IRIS, '--figure', 'roc', '--plot', at('roc.svg')])
    const areas = [...readFileSync(at('roc.svg'), 'utf8').matchAll(/>\w+, area ([\d.]+)</g)].map(([, area]) => Number(area))
    expect(areas).toHaveLength(3)
    expect(areas.reduce((sum, area) => sum + area, 0) / 3).toBeCloseTo(metrics.auc, 3)
  })

  it.each([
    ['a picture that does not fit', ['two', '--figure', 'roc', '--plot', 'no.svg'], /no picture 'roc'.*actual, residuals, weights/],
    ['a picture that is none', ['two', '--figure', 'pie'], /pie.*fit, actual, residuals/s],
    ['another ending', ['two', '--plot', 'no.png'], /\.svg or \.html; got 'no\.png'/],
  ])('refuses %s with exit code 2, and writes nothing', async (_, [model, ...flags], sentence) => {
    const { code, stderr } = await minibatch(['evaluate', at(`${model}.safetensors`), table, '--quiet', ...flags], { cwd: files.path })
    expect(code).toBe(2)
    expect(stderr).toMatch(sentence)
    expect(existsSync(at('no.svg')) || existsSync(at('no.png'))).toBe(false)
  })

  it('refuses a folder that does not exist before it reads', async () => {
    const { code, stderr } = await minibatch(['evaluate', at('two.safetensors'), table, '--plot', at('none/a.svg')])
    expect(code).toBe(1)
    expect(stderr).toMatch(/Cannot write .*the folder/)
  })
})

describe('what a table is made of', () => {
  it('has in a picture the rows that the metrics count: those with a target', async () => {
    const lines = smallTable().trim().split('\n')
    const holes = lines.map((line, i) => (i % 7 === 3 ? line.replace(/[^,]*$/, i % 2 ? 'NA' : '') : line))
    const place = folder({ 'holes.csv': holes.join('\n') })
    try {
      const [data, plot] = [join(place.path, 'holes.csv'), join(place.path, 'a.svg')]
      const { rows } = await document<{ rows: number }>(['evaluate', at('two.safetensors'), data, '--plot', plot])
      expect(rows).toBeLessThan(lines.length - 1)
      expect(readFileSync(plot, 'utf8')).toContain(`>${rows} rows. On the line the two are equal.<`)
    } finally {
      place.remove()
    }
  })

  it('may write the numbers of classes another way than the rows trained on', async () => {
    const rows = (one: string, two: string) => Array.from({ length: 40 }, (_, i) => `${i % 9},${i % 9 > 4 ? one : two}`)
    const place = folder({ 'a.csv': ['x,k', ...rows('1', '2')].join('\n'), 'b.csv': ['x,k', ...rows('1.0', '2.00')].join('\n') })
    try {
      const [model, plot] = [join(place.path, 'k.safetensors'), join(place.path, 'roc.svg')]
      await document(['train', join(place.path, 'a.csv'), '--target', 'k', '--task', 'classification', '--out', model])
      await document(['evaluate', model, join(place.path, 'b.csv'), '--figure', 'roc', '--plot', plot])
      expect(readFileSync(plot, 'utf8')).toContain('>2, area 1.000<')
    } finally {
      place.remove()
    }
  })

  it('stays text in a page: names of columns and classes with marks of HTML in them', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i % 7},${(i * 5) % 11},${i % 7 > 3 ? '<script>alert(1)</script>' : '"a & ""b"""'}`)
    const place = folder({ 'odd.csv': ['<b>a</b>,c,<i>class', ...rows].join('\n') })
    try {
      const path = join(place.path, 'odd.html')
      await document(['train', join(place.path, 'odd.csv'), '--target', '<i>class', '--plot', path])
      const html = readFileSync(path, 'utf8')
      expect(html).not.toMatch(/<script|<b>|<i>/)
      expect(html).toContain('&lt;script')
      expect(html).toContain('a &amp; "b"')
    } finally {
      place.remove()
    }
  })
})
