/**
 * Makes what the page ships but nobody writes by hand, into src/generated (ignored by git): the tutorial's points as
 * little-endian float32 (all x, then all y) with its start, the sample tables, the tables of the scene Fit with what its
 * thumbnails show, and the fonts (`fonts.mjs`).
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exampleTables, thumbnails } from './examples.mjs'
import { cutFont, fonts } from './fonts.mjs'

const here = import.meta.dirname
const fixtures = join(here, '../../../fixtures')
const out = join(here, '../src/generated')

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

async function writeFont([name, font]) {
  await writeFile(join(out, `${name}.woff2`), await cutFont(font))
}

await mkdir(out, { recursive: true })
await Promise.all([writeTutorial(), ...samples.map(writeSample), writeExamples(), ...Object.entries(fonts).map(writeFont)])
