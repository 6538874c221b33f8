/** The tutorial's points, which the race runs on and the lab measures: float32, all x, then all y. */
import { fetched } from './fetched.ts'
import tutorial from './generated/tutorial.json'
import tutorialUrl from './generated/tutorial.bin?url'

export const { rows: tutorialRows, ...tutorialStart } = tutorial

export async function fetchTutorial(): Promise<{ readonly x: Float32Array; readonly y: Float32Array }> {
  const response = await fetched(tutorialUrl, 'The data', 'Try again.')
  const bytes = await response.arrayBuffer()
  return { x: new Float32Array(bytes, 0, tutorialRows), y: new Float32Array(bytes, 4 * tutorialRows, tutorialRows) }
}
