/** Fit: a model learns a shape in front of you, to be scrubbed through like film. */
import type { Opening, Scene } from '../../scene.ts'
import html from './fit.html?raw'

export async function openFit({ root }: Opening<'fit'>): Promise<Scene<'fit'>> {
  root.innerHTML = html
  return { show: () => undefined, hide: () => undefined }
}
