import { type BackendKind, MinibatchError, ready } from 'minibatch'

/** Those of these backends that can be had here. */
async function present<K extends BackendKind>(kinds: readonly K[]): Promise<readonly K[]> {
  const found = kinds.map((backend) =>
    ready({ backend }).then(
      () => [backend],
      (error: unknown) => {
        if (error instanceof MinibatchError && error.code === 'BACKEND_UNAVAILABLE') return []
        throw error
      },
    ),
  )
  return (await Promise.all(found)).flat()
}

/** The builds of the core that load here. `backends.test.ts` says which ones must. */
export const backends = await present(['native', 'wasm'])

/** All that can take the steps of a run here: the builds, and a GPU where there is one. */
export const takers: readonly BackendKind[] = [...backends, ...(await present(['cuda']))]
