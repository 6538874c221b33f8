/** The scenes as they are pictured and checked: a link, what makes it stand still, and what differs by machine. */
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import type { PageUnderTest } from './browser.ts'

export interface PicturedScene {
  readonly name: string
  readonly link: string
  /** What a visitor does after opening the link. */
  act?(page: Page): Promise<void>
  /** Measured times and what follows from them: other on every machine, so left out of pictures. */
  readonly measured: readonly string[]
}

const measurement = join(import.meta.dirname, 'lab-measurement.json')

export const pictured: readonly PicturedScene[] = [
  { name: 'race', link: '#race', measured: ['.lane-rate', '.chart[data-clock=time]'] },
  { name: 'fit', link: '#fit?at=40', measured: [] },
  { name: 'fit-digits', link: '#fit?ex=digits', measured: ['#fit-narration'] },
  { name: 'table', link: '#table?sample=wine', measured: ['#table-narration'] },
  { name: 'lab', link: '#lab', act: (page) => page.setInputFiles('#lab-file', measurement), measured: [] },
]

/** The three ways every scene is looked at. */
export const views: Readonly<Record<string, BrowserContextOptions>> = {
  laptop: { viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: 'light', hasTouch: true, isMobile: true },
}

/** Opens a scene and waits until nothing moves. */
export async function openScene(under: PageUnderTest, { name, link, act }: PicturedScene, view: BrowserContextOptions): Promise<{ page: Page; complaints: string[] }> {
  const opened = await under.open(link, { ...view, reducedMotion: 'reduce' })
  const scene = name.split('-')[0]!
  const settled = `#scene-${scene}[data-settled=true]`
  await opened.page.waitForSelector(settled, { timeout: 40_000, state: 'attached' })
  if (act) {
    await act(opened.page)
    await opened.page.waitForSelector(settled, { timeout: 40_000, state: 'attached' })
  }
  await opened.page.evaluate(() => document.fonts.ready)
  await opened.page.waitForFunction(() => document.querySelector('.where')?.textContent?.endsWith('also offline'))
  return opened
}
