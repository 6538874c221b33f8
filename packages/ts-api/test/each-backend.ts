import { MinibatchError, ready } from 'minibatch'

const KINDS = ['native', 'wasm'] as const

/** The builds of the core that load here. `backends.test.ts` says which ones must. */
export const backends: readonly (typeof KINDS)[number][] = (
  await Promise.all(
    KINDS.map((backend) =>
      ready({ backend }).then(
        () => [backend],
        (error: unknown) => {
          if (error instanceof MinibatchError && error.code === 'BACKEND_UNAVAILABLE') return []
          throw error
        },
      ),
    ),
  )
).flat()
