/** Files the command line writes, opened in a real Chromium. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
// oxlint-disable-next-line @typescript-eslint/ban-ts-comment -- plain JavaScript of the project's scripts
// @ts-ignore
import { findChromium } from '../../../scripts/machine.mjs'

export interface OpenFile {
  readonly page: Page
  /** What the console complained of, and what was thrown. */
  readonly complaints: string[]
  /** What was asked for besides the file itself. */
  readonly requests: string[]
}

/** Where screenshots are left to be looked at; not part of the project. */
export const SCREENSHOTS = fileURLToPath(new URL('../dist-types/screenshots', import.meta.url))

export class FileViewer {
  readonly #browser: Browser

  private constructor(browser: Browser) {
    this.#browser = browser
  }

  static async start(): Promise<FileViewer> {
    mkdirSync(SCREENSHOTS, { recursive: true })
    return new FileViewer(await chromium.launch({ executablePath: findChromium() as string, args: ['--no-sandbox'] }))
  }

  /** Opens a file in a fresh profile. */
  async open(path: string, options: BrowserContextOptions = {}): Promise<OpenFile> {
    const context = await this.#browser.newContext({ viewport: { width: 1000, height: 800 }, ...options })
    const page = await context.newPage()
    const address = pathToFileURL(path).href
    const complaints: string[] = []
    const requests: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('request', (request) => {
      if (request.url() !== address) requests.push(request.url())
    })
    await page.goto(address)
    return { page, complaints, requests }
  }

  /** Takes a picture of the page, whole unless it is an SVG, which has none. */
  async shoot(page: Page, name: string): Promise<void> {
    await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: !page.url().endsWith('.svg'), timeout: 10_000 })
  }

  stop(): Promise<void> {
    return this.#browser.close()
  }
}
