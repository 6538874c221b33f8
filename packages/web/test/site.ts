/** Serves the built page from a sub-path, as a static host would. */
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.csv': 'text/csv',
}

export interface Site {
  readonly address: string
  close(): Promise<void>
}

/** Starts on a free port; whatever lies outside `path` is not found. */
export async function serve(folder: string, path: string): Promise<Site> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const inside = pathname.startsWith(path) ? normalize(pathname.slice(path.length) || 'index.html') : '..'
    try {
      if (inside.startsWith('..')) throw new Error('outside')
      const body = await readFile(join(folder, inside))
      response.writeHead(200, { 'content-type': types[extname(inside)] ?? 'application/octet-stream' }).end(body)
    } catch {
      response.writeHead(404).end('not found')
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    address: `http://127.0.0.1:${port}${path}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
