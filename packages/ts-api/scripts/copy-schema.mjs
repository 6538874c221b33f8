// Puts the core's schema.json into dist, where `minibatch/schema.json` finds it: the options with their documentation,
// for those who make flags or forms of them.
import { copyFileSync, mkdirSync } from 'node:fs'

const target = new URL('../dist/schema.json', import.meta.url)
mkdirSync(new URL('.', target), { recursive: true })
copyFileSync(new URL('../../core-rs/schema.json', import.meta.url), target)
