/**
 * Optimizers with their options; a name alone does for one with every option at its default. Each is an option of a run,
 * and steps parameters of your own: see `OptimizerSteps`.
 */
import type {
  AdadeltaOptimizer,
  AdagradOptimizer,
  AdamOptimizer,
  AdamaxOptimizer,
  AdamwOptimizer,
  NadamOptimizer,
  RmspropOptimizer,
  SgdOptimizer,
} from './generated/options.js'
import { type Stepping, stepping } from './optimizer-steps.js'

/** Gradient descent, with momentum when asked. */
export function sgd(options: Omit<SgdOptimizer, 'name'> = {}): Stepping<SgdOptimizer> {
  return stepping({ name: 'sgd', ...options })
}

/** Adam (Kingma and Ba, 2015). */
export function adam(options: Omit<AdamOptimizer, 'name'> = {}): Stepping<AdamOptimizer> {
  return stepping({ name: 'adam', ...options })
}

/** Adam with decay of the parameters beside the gradient (Loshchilov and Hutter, 2019). */
export function adamw(options: Omit<AdamwOptimizer, 'name'> = {}): Stepping<AdamwOptimizer> {
  return stepping({ name: 'adamw', ...options })
}

/** Adam with Nesterov momentum (Dozat, 2016). */
export function nadam(options: Omit<NadamOptimizer, 'name'> = {}): Stepping<NadamOptimizer> {
  return stepping({ name: 'nadam', ...options })
}

/** Adam by the largest gradient seen (Kingma and Ba, 2015). */
export function adamax(options: Omit<AdamaxOptimizer, 'name'> = {}): Stepping<AdamaxOptimizer> {
  return stepping({ name: 'adamax', ...options })
}

/** RMSprop (Tieleman and Hinton, 2012). */
export function rmsprop(options: Omit<RmspropOptimizer, 'name'> = {}): Stepping<RmspropOptimizer> {
  return stepping({ name: 'rmsprop', ...options })
}

/** Adagrad (Duchi, Hazan and Singer, 2011). */
export function adagrad(options: Omit<AdagradOptimizer, 'name'> = {}): Stepping<AdagradOptimizer> {
  return stepping({ name: 'adagrad', ...options })
}

/** Adadelta (Zeiler, 2012). */
export function adadelta(options: Omit<AdadeltaOptimizer, 'name'> = {}): Stepping<AdadeltaOptimizer> {
  return stepping({ name: 'adadelta', ...options })
}
