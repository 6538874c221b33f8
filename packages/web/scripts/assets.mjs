/**
 * Makes what the page ships but nobody writes by hand, into src/generated (ignored by git):
 * the tutorial's points as little-endian float32 (all x, then all y) with its start, the sample tables, the tables of the
 * scene Fit with what its thumbnails show, and the three fonts cut down to the characters the page uses.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import subsetFont from 'subset-font'
import { exampleTables, thumbnails } from './examples.mjs'

const here = import.meta.dirname
const fixtures = join(here, '../../../fixtures')
const out = join(here, '../src/generated')
const require = createRequire(import.meta.url)

const basicLatin = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('')
const characters = `${basicLatin}+−×·±…’“”–²√→⅛¼½µ`

/** File of each family, and the part of its variation axes that is kept: the serif is for headlines of one weight. */
const fonts = {
  'source-serif-4': { file: 'latin-opsz-normal', variationAxes: { wght: 600, opsz: 30 } },
  'source-sans-3': { file: 'latin-wght-normal', variationAxes: { wght: { min: 400, max: 600 } } },
  'source-code-pro': { file: 'latin-wght-normal', variationAxes: { wght: 400 } },
}

async function writeTutorial() {
  const tutorial = JSON.parse(await readFile(join(fixtures, 'golden/tutorial.json'), 'utf8'))
  const points = Float32Array.from([...tutorial.x, ...tutorial.y])
  await writeFile(join(out, 'tutorial.bin'), new Uint8Array(points.buffer))
  const start = { rows: tutorial.x.length, w: tutorial.w0, b: tutorial.b0 }
  await writeFile(join(out, 'tutorial.json'), `${JSON.stringify(start)}\n`)
}

/** The tables that Your table offers. */
const samples = ['wine', 'iris', 'diabetes', 'breast_cancer', 'digits']

async function writeSample(name) {
  await writeFile(join(out, `${name}.csv`), await readFile(join(fixtures, `tables/${name}.csv`)))
}

async function writeExamples() {
  const tutorial = JSON.parse(await readFile(join(fixtures, 'golden/tutorial.json'), 'utf8'))
  const digits = await readFile(join(fixtures, 'tables/digits.csv'), 'utf8')
  for (const [name, text] of Object.entries(exampleTables(tutorial))) await writeFile(join(out, `${name}.csv`), text)
  await writeFile(join(out, 'thumbnails.json'), `${JSON.stringify(thumbnails(tutorial, digits))}\n`)
}

async function writeFont([name, { file, variationAxes }]) {
  const source = require.resolve(`@fontsource-variable/${name}/files/${name}-${file}.woff2`)
  const font = await subsetFont(await readFile(source), characters, { targetFormat: 'woff2', variationAxes })
  await writeFile(join(out, `${name}.woff2`), font)
}

await mkdir(out, { recursive: true })
await Promise.all([writeTutorial(), ...samples.map(writeSample), writeExamples(), ...Object.entries(fonts).map(writeFont)])
