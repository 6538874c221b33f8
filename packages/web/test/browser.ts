/** A real Chromium on the built page. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { serve, type Site } from './site.ts'

export const executable = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
)

export interface OpenPage {
  readonly page: Page
  /** What the console complained of, and what was thrown. */
  readonly complaints: string[]
}

export class PageUnderTest {
  readonly #browser: Browser
  readonly #site: Site

  private constructor(browser: Browser, site: Site) {
    this.#browser = browser
    this.#site = site
  }

  static async start(): Promise<PageUnderTest> {
    const dist = join(import.meta.dirname, '../dist')
    if (!existsSync(join(dist, 'index.html')))
      throw new Error(`The page is not built: run pnpm --filter @minibatch/web build first.`)
    if (!executable) throw new Error('No Chromium: set CHROMIUM_PATH.')
    const browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox'] })
    return new PageUnderTest(browser, await serve(dist, '/some/folder/'))
  }

  /** Opens a link in a fresh profile; `prepare` is given the page before it goes there. */
  async open(hash: string, options: BrowserContextOptions = {}, prepare?: (page: Page) => Promise<unknown>): Promise<OpenPage> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    await prepare?.(page)
    await page.goto(this.#site.address + hash)
    return { page, complaints }
  }

  async stop(): Promise<void> {
    await this.#browser.close()
    await this.#site.close()
  }
}

/** Waits until the race has been replayed to its end. */
export async function finished(page: Page): Promise<void> {
  await page.waitForFunction(() => document.getElementById('scene-race')?.dataset['finished'] === 'true', undefined, {
    timeout: 30_000,
  })
}
