/** The race as Node runs it, for comparison with the page's. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Dataset, dense, sequential, Trainer } from 'minibatch'
import { type Conditions, runOptions, type Stride } from '../src/scenes/race/run.ts'
import type { Points } from '../src/scenes/race/surface.ts'

const tutorial = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../fixtures/golden/tutorial.json'), 'utf8'),
) as { x: number[]; y: number[]; w0: number; b0: number }

export const points: Points = { x: Float32Array.from(tutorial.x), y: Float32Array.from(tutorial.y) }

export const data = Dataset.fromArrays({ x: { data: points.x, columns: 1 }, y: points.y })

/** What the page opens with. */
export const opening: Conditions = {
  batchSize: 64,
  momentum: 0,
  schedule: 'constant',
  epochs: 20,
  seed: 42,
  start: { w: tutorial.w0, b: tutorial.b0 },
}

/** A run to so many updates, or to its end. */
export async function inNode(stride: Stride, conditions: Partial<Conditions> = {}, updates?: number): Promise<Trainer> {
  const trainer = new Trainer(sequential(1, [dense(1)]), data, runOptions({ ...opening, ...conditions }, stride))
  if (updates !== 0) await trainer.run(updates === undefined ? {} : { steps: updates })
  return trainer
}
