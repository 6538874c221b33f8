/** Your table under test: how it is waited for, and the same run in Node. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Dataset, dense, type Model, sequential, Trainer, type TrainerOptions } from 'minibatch'
import type { Download, Page } from 'playwright-core'
import { expect } from 'vitest'

/** A table of the fixtures. */
export function tableFile(name: string): string {
  return join(import.meta.dirname, `../../../fixtures/tables/${name}.csv`)
}

export interface NodeRun {
  readonly model: Model
  readonly train: Dataset
  readonly test: Dataset
}

export interface NodeRunOptions extends TrainerOptions {
  readonly task?: 'regression' | 'classification'
  readonly hidden?: readonly number[]
  /** Stops after so many epochs of the plan. */
  readonly until?: number
}

/** What `minibatch train NAME.csv --target target --validation 0.25` does, with these options. */
export async function inNode(name: string, { task, hidden = [], until, ...options }: NodeRunOptions = {}): Promise<NodeRun> {
  const all = await Dataset.fromCsv(tableFile(name), { target: 'target', ...(task && { task }) })
  const classified = all.report.classes.length > 0
  const { train, test } = all.split({ test: 0.25, seed: options.seed ?? 42, stratify: classified })
  const outputs = Math.max(1, train.report.classes.length > 2 ? train.report.classes.length : 1)
  const network = sequential(train, [...hidden.map((units) => dense(units, 'relu')), dense(outputs)])
  const stopping: TrainerOptions = hidden.length > 0 ? { earlyStopping: { monitor: 'validation' } } : {}
  const trainer = new Trainer(network, train, { seed: 42, validation: test, ...stopping, ...options })
  await trainer.run(until === undefined ? {} : { epochs: until })
  return { model: trainer.model(), train, test }
}

/** Waits until the scene stands still with a result, and gives the hash of its weights. */
export async function trained(page: Page): Promise<string> {
  await settled(page)
  expect(await page.textContent('#table-problem')).toBe('')
  return (await page.textContent('#table-hash'))!
}

/** Waits until the scene stands still, whatever it came to. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.getElementById('scene-table')?.dataset['settled'] === 'true', undefined, {
    timeout: 30_000,
  })
}

/** Waits for a problem that is told, and gives its sentence. */
export async function problem(page: Page): Promise<string> {
  await page.waitForSelector('#table-problem:not([hidden])', { timeout: 30_000 })
  return (await page.textContent('#table-problem'))!
}

/** Takes a file along. */
export async function taken(page: Page, name: string): Promise<Uint8Array> {
  const [download]: [Download, void] = await Promise.all([
    page.waitForEvent('download'),
    page.click(`.take button:text-is("${name}")`),
  ])
  expect(download.suggestedFilename()).toBe(name)
  return new Uint8Array(await readFile(await download.path()))
}

/** A file of text, as the page's input takes it. */
export function textFile(name: string, text: string | Uint8Array): { name: string; mimeType: string; buffer: Buffer } {
  return { name, mimeType: 'text/csv', buffer: Buffer.from(text as string) }
}

const run = promisify(execFile)

/** Runs a printed line in a shell, with this repository's command line for `minibatch`, and gives the hash it prints. */
export async function inTerminal(line: string, folder = join(tableFile('wine'), '..')): Promise<string> {
  const command = join(import.meta.dirname, '../../cli/bin/minibatch.js')
  const script = `minibatch() { "${process.execPath}" "${command}" "$@"; }\n${line} --json --quiet`
  const { stdout } = await run('sh', ['-c', script], { cwd: folder })
  return (JSON.parse(stdout) as { weightsHash: string }).weightsHash
}
