/** The example of a worker on a page that Vite serves and builds with its default settings, without isolation headers. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { build, createServer } from 'vite'
import { executable } from './browser.ts'
import { serve } from './site.ts'

const root = join(import.meta.dirname, 'worker-page')
const settings = { root, configFile: false, logLevel: 'warn' } as const

let browser: Browser
let place: string

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: executable!, args: ['--no-sandbox'] })
  place = await mkdtemp(join(tmpdir(), 'minibatch-page-'))
})
afterAll(async () => {
  await browser.close()
  await rm(place, { recursive: true, force: true })
})

/** What the page prints until it is done. */
async function printed(address: string): Promise<{ lines: string[]; isolated: boolean }> {
  const page = await browser.newPage()
  const lines: string[] = []
  page.on('pageerror', (error) => lines.push(String(error)))
  const done = page.waitForEvent('console', {
    predicate: (message) => {
      lines.push(message.text())
      return message.text().startsWith('A house')
    },
    timeout: 30_000,
  })
  await page.goto(address)
  await done
  const isolated = await page.evaluate(() => crossOriginIsolated)
  await page.close()
  return { lines, isolated }
}

function check({ lines, isolated }: Awaited<ReturnType<typeof printed>>): void {
  expect(isolated).toBe(false)
  expect(lines.at(-1)).toBe('A house of 30 square metres, 2 years old: 96.0')
  expect(lines.at(-2)).toMatch(/R² 1\.0000/)
}

test('vite dev', async () => {
  // The workspace's package is linked from beside this folder, where a page's own would be in its node_modules.
  const fs = { allow: [join(import.meta.dirname, '../../..')] }
  const server = await createServer({ ...settings, cacheDir: place, server: { port: 0, host: '127.0.0.1', fs } })
  await server.listen()
  check(await printed(server.resolvedUrls!.local[0]!))
  await server.close()
})

test('vite build', async () => {
  const outDir = join(place, 'dist')
  await build({ ...settings, base: './', build: { outDir, emptyOutDir: true, target: 'es2022' } })
  const site = await serve(outDir, '/some/folder/')
  check(await printed(site.address))
  await site.close()
})
