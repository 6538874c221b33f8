/** Writes the service worker of a build, with the list of all files the build made. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin } from 'vite'

const source = join(import.meta.dirname, '../src/service-worker.js')

export function offline(): Plugin {
  let publicFolder = ''
  return {
    name: 'minibatch-offline',
    apply: 'build',
    configResolved: ({ publicDir }) => {
      publicFolder = publicDir
    },
    generateBundle: {
      order: 'post',
      async handler(_, bundle) {
        const code = await readFile(source, 'utf8')
        const files = ['./', ...(await readdir(publicFolder)), ...Object.keys(bundle).filter((file) => file !== 'index.html')]
        const hash = createHash('sha256').update(code)
        // Names of assets carry a hash of what is in them; the page's own does not.
        for (const part of Object.values(bundle)) hash.update(part.fileName).update(part.type === 'chunk' ? part.code : part.source)
        const build = JSON.stringify({ version: hash.digest('hex').slice(0, 16), files: files.toSorted() })
        this.emitFile({ type: 'asset', fileName: 'service-worker.js', source: code.replace('BUILD', () => build) })
      },
    },
  }
}
