import type { Core, Examples, Session } from './backend/types.js'
import { calling } from './errors.js'
import { toOrders, toParameters } from './matrix.js'
import type { SettledOptions } from './options.js'

/**
 * A run over these rows, with all its options set.
 *
 * @throws MinibatchError OPTION_INVALID, SHAPE_MISMATCH
 */
export function openSession(core: Core, examples: Examples, options: SettledOptions): Session {
  const { config, initialParameters, order } = options
  const session = calling(() => new core.Session(config, examples))
  if (initialParameters) {
    const values = toParameters(initialParameters)
    calling(() => session.setParameters(values))
  }
  if (order) {
    const rows = toOrders(order, examples.rows())
    calling(() => session.setOrders(rows))
  }
  return session
}

/** Steps a session has taken. */
export function stepsOf(session: Session): number {
  return (JSON.parse(calling(() => session.state())) as { step: number }).step
}
