import { loadCore } from '#load'

import type { Backend, BackendChoice } from './backend/backend.js'

/**
 * Loads the core, so that synchronous calls can follow. Node needs no call of it; in a browser any awaited call (`fit`,
 * `Dataset.fromCsv`, …) loads the core as well.
 *
 * @returns the build that was loaded
 * @throws MinibatchError BACKEND_UNAVAILABLE
 */
export async function ready(options: { readonly backend?: BackendChoice } = {}): Promise<Backend> {
  return (await loadCore(options.backend)).backend
}
