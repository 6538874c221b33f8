/** What tests read from the race on the page. */
import type { Page } from 'playwright-core'
import type { MethodName } from '../src/method.ts'

export interface LaneFacts {
  readonly weightsHash: string
  readonly w: number
  readonly b: number
  readonly updates: number
  readonly pathLength: number
}

export function lane(page: Page, method: MethodName): Promise<LaneFacts> {
  return page.evaluate((name) => {
    const { weightsHash, w, b, updates, pathLength } = document.querySelector<HTMLElement>(`.lane[data-method=${name}]`)!.dataset
    return { weightsHash: weightsHash!, w: Number(w), b: Number(b), updates: Number(updates), pathLength: Number(pathLength) }
  }, method)
}

export async function hashes(page: Page): Promise<Record<MethodName, string>> {
  const of = async (name: MethodName): Promise<string> => (await lane(page, name)).weightsHash
  return { batch: await of('batch'), mini: await of('mini'), sgd: await of('sgd') }
}

/** Waits until nothing runs, plays or is still to be drawn. */
export async function settled(page: Page): Promise<void> {
  await page.waitForSelector('#scene-race[data-settled=true]', { timeout: 30_000 })
}

/** The link without the scene's name, once it says so. */
export async function linkSays(page: Page, part: RegExp): Promise<void> {
  await page.waitForURL((url) => part.test(url.hash), { timeout: 10_000 })
}
