/** What took the steps of a run, in words. */
import type { Backend } from 'minibatch'
import { duration } from './format.js'

/** `NVIDIA L4, cuda`, or `native core, avx512`. */
export function backendText({ kind, simd, device }: Pick<Backend, 'kind' | 'simd' | 'device'>): string {
  return device ? `${device.name}, ${kind}` : `${kind} core, ${simd}`
}

/** What came of a run's own trial of a GPU; nothing of a run that did not get so far. */
export function trialLines({ device, measured, skipped }: Backend): string[] {
  if (!measured) return []
  if (!device) return skipped.filter(({ kind }) => kind === 'cuda').map(({ reason }) => `cuda skipped: ${reason}`)
  const [there, here] = [measured.cudaStepSeconds, measured.nativeStepSeconds].map(duration)
  return [`a step took ${there} on the GPU and ${here} on the CPU`]
}
