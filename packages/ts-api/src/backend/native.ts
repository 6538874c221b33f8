import { createRequire } from 'node:module'

import type { Core } from './types.js'

/**
 * The native addon: the one file that loads it. The loader beside it knows both places, this checkout and the platform
 * package `@minibatch/core-<triple>`.
 *
 * @throws the loader's Error when there is no addon for this platform.
 */
export function openNative(): Core {
  return createRequire(import.meta.url)('../../native/index.cjs') as Core
}
