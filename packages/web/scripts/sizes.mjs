/**
 * Says what the built page loads, in gzip bytes by file: first what #race needs before it runs, then each part that is
 * fetched later. Reads dist, builds nothing: `node scripts/sizes.mjs`. Ends with 1 when the first load is over its limit.
 */
import { readdir, readFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'

/** Bytes of the first load at most, compressed by gzip. What draws the charts comes after it, once the race runs. */
export const firstLoadLimit = 250_000

/**
 * Gzip bytes of every file of a built page, largest first: those of the first load, and those fetched later.
 *
 * @param {string} dist the built folder
 * @returns {Promise<{ first: { path: string, bytes: number }[], later: { path: string, bytes: number }[], total: number }>}
 */
export async function pageSizes(dist) {
  const site = new Site(await readFiles(dist))
  const first = site.firstLoad()
  const sized = (paths) =>
    paths.map((path) => ({ path, bytes: gzipSync(site.files.get(path), { level: 9 }).length })).toSorted((a, b) => b.bytes - a.bytes)
  const paths = [...site.files.keys()]
  const sizes = sized(paths.filter((path) => first.has(path)))
  return { first: sizes, later: sized(paths.filter((path) => !first.has(path))), total: sizes.reduce((sum, { bytes }) => sum + bytes, 0) }
}

async function readFiles(dist) {
  const files = new Map()
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    files.set(relative(dist, path).replaceAll('\\', '/'), await readFile(path))
  }
  return files
}

class Site {
  constructor(files) {
    this.files = files
  }

  /** Everything the race needs before it runs. */
  firstLoad() {
    const paths = [...this.files.keys()]
    const worker = paths.filter((path) => /\/worker-[^/]+\.js$/.test(path))
    // What the entry fetches at once though nothing imports it: the race's points.
    const points = paths.filter((path) => path.endsWith('.bin'))
    const first = new Set()
    for (const path of ['index.html', ...worker, ...this.#smallCore(), ...points]) this.#close(path, first)
    return first
  }

  /** The glue of wasm-bindgen names its module; the small core is the smaller of the two. */
  #smallCore() {
    const modules = [...this.files.keys()].filter((path) => path.endsWith('.wasm'))
    const [wasm] = modules.toSorted((a, b) => this.files.get(a).length - this.files.get(b).length)
    const glue = [...this.files.keys()].find((path) => /\/core-[^/]+\.js$/.test(path) && this.#text(path).includes(basename(wasm)))
    return [glue, wasm]
  }

  /** Adds a file and all that the browser fetches with it before anything in it runs. */
  #close(path, into) {
    if (!path || into.has(path)) return
    into.add(path)
    for (const next of this.#needs(path)) this.#close(next, into)
  }

  #needs(path) {
    // Of the fonts the race writes in those that index.html preloads; others come with the first character they are for.
    if (path.endsWith('.html')) return this.#found(path, /(?:src|href)="([^"]+)"/g)
    if (path.endsWith('.js')) return this.#found(path, /(?:\bfrom|\bimport)\s*["']([^"']+\.js)["']/g)
    return []
  }

  /** The files a pattern finds named in a text, however the way to them is written. */
  #found(path, pattern) {
    const names = [...this.#text(path).matchAll(pattern)].map(([, name]) => basename(name))
    return names.flatMap((name) => [...this.files.keys()].find((file) => basename(file) === name) ?? [])
  }

  #text(path) {
    return this.files.get(path).toString('utf8')
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { first, later, total } = await pageSizes(join(import.meta.dirname, '../dist'))
  const lines = (files) => files.map(({ path, bytes }) => `${String(bytes).padStart(9)}  ${path}`).join('\n')
  console.log(`First load, gzip bytes:\n${lines(first)}\n${String(total).padStart(9)}  in all, at most ${firstLoadLimit}`)
  console.log(`\nLater, gzip bytes:\n${lines(later)}`)
  if (total > firstLoadLimit) {
    console.error(`\nThe first load is ${total - firstLoadLimit} bytes over its limit.`)
    process.exitCode = 1
  }
}
