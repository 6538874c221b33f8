/** Batch-size lab: updates needed × time of one = time to the goal, measured on this device. */
import type { Opening, Scene } from '../../scene.ts'
import html from './lab.html?raw'

export async function openLab({ root }: Opening<'lab'>): Promise<Scene<'lab'>> {
  root.innerHTML = html
  return { show: () => undefined, hide: () => undefined }
}
