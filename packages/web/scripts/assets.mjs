/**
 * Makes what the page ships but nobody writes by hand, into src/generated (ignored by git): the sample tables, the tables
 * of the scene Fit with what its thumbnails show, and the fonts (`fonts.mjs`).
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exampleTables, thumbnails } from './examples.mjs'
import { cutFont, fonts } from './fonts.mjs'

const here = import.meta.dirname
const fixtures = join(here, '../../../fixtures')
const out = join(here, '../src/generated')

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
await Promise.all([...samples.map(writeSample), writeExamples(), ...Object.entries(fonts).map(writeFont)])
