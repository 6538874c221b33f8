/** Optimizers with their options; a name alone does for one with every option at its default. */
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

/** Gradient descent, with momentum when asked. */
export function sgd(options: Omit<SgdOptimizer, 'name'> = {}): SgdOptimizer {
  return { name: 'sgd', ...options }
}

/** Adam (Kingma and Ba, 2015). */
export function adam(options: Omit<AdamOptimizer, 'name'> = {}): AdamOptimizer {
  return { name: 'adam', ...options }
}

/** Adam with decay of the parameters beside the gradient (Loshchilov and Hutter, 2019). */
export function adamw(options: Omit<AdamwOptimizer, 'name'> = {}): AdamwOptimizer {
  return { name: 'adamw', ...options }
}

/** Adam with Nesterov momentum (Dozat, 2016). */
export function nadam(options: Omit<NadamOptimizer, 'name'> = {}): NadamOptimizer {
  return { name: 'nadam', ...options }
}

/** Adam by the largest gradient seen (Kingma and Ba, 2015). */
export function adamax(options: Omit<AdamaxOptimizer, 'name'> = {}): AdamaxOptimizer {
  return { name: 'adamax', ...options }
}

/** RMSprop (Tieleman and Hinton, 2012). */
export function rmsprop(options: Omit<RmspropOptimizer, 'name'> = {}): RmspropOptimizer {
  return { name: 'rmsprop', ...options }
}

/** Adagrad (Duchi, Hazan and Singer, 2011). */
export function adagrad(options: Omit<AdagradOptimizer, 'name'> = {}): AdagradOptimizer {
  return { name: 'adagrad', ...options }
}

/** Adadelta (Zeiler, 2012). */
export function adadelta(options: Omit<AdadeltaOptimizer, 'name'> = {}): AdadeltaOptimizer {
  return { name: 'adadelta', ...options }
}
