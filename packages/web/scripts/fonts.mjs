/**
 * The fonts the page ships, each cut to the characters it is used for. What a font lacks is drawn by the stand-ins of
 * src/type.css: names of columns may be in any script.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import subsetFont from 'subset-font'

const require = createRequire(import.meta.url)

const basicLatin = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('')
const written = `${basicLatin}−×·±…’“”–²¼½µ`
/** Signs the page writes that none of the families has: the system draws them. */
export const systemSigns = '←→√⅛'
/** A hash of weights: all that the race writes in the family of code. */
const hash = '0123456789abcdef'

/** Each file: what it is cut from, the part of the variation axes that is kept, and its characters. */
export const fonts = {
  // Headlines of one weight, which are the page's own sentences.
  'source-serif-4': {
    source: 'source-serif-4/files/source-serif-4-latin-opsz-normal',
    variationAxes: { wght: 600, opsz: 30 },
    characters: `${basicLatin.replace(/[^ A-Za-z0-9]/g, '')}.,:;?’()-–−×=`,
  },
  'source-sans-3': {
    source: 'source-sans-3/files/source-sans-3-latin-wght-normal',
    variationAxes: { wght: { min: 400, max: 600 } },
    characters: written,
  },
  'source-code-pro-hash': {
    source: 'source-code-pro/files/source-code-pro-latin-wght-normal',
    variationAxes: { wght: 400 },
    characters: hash,
  },
  'source-code-pro': {
    source: 'source-code-pro/files/source-code-pro-latin-wght-normal',
    variationAxes: { wght: 400 },
    characters: [...written].filter((character) => !hash.includes(character)).join(''),
  },
}

/** Of the features only kerning is kept: digits of these families are tabular and lining as they come. */
export async function cutFont({ source, variationAxes, characters }) {
  const whole = await readFile(require.resolve(`@fontsource-variable/${source}.woff2`))
  return subsetFont(whole, characters, { targetFormat: 'woff2', variationAxes, keepFeatures: ['kern'], noHinting: true })
}
