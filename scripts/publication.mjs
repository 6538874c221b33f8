// What a package is published with and git does not keep in its folder: the licences, and the addon of a platform
// package. `prepack` adds it, `postpack` takes it away: node publication.mjs add|remove, in the package's folder.
import { copyFileSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const { main = '' } = JSON.parse(readFileSync('package.json', 'utf8'))
const files = [join(root, 'LICENSE-MIT'), join(root, 'LICENSE-APACHE')]
if (main.endsWith('.node')) files.push(join(root, 'packages/ts-api/native', main))

for (const file of files) {
  if (process.argv[2] === 'add') copyFileSync(file, basename(file))
  else rmSync(basename(file), { force: true })
}
