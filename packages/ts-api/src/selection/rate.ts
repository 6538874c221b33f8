import type { SelectionOptions } from './options.js'

/** Options whose learning rate is set by the caller: that of the optimizer is left out. */
export function withoutOwnRate<O extends Pick<SelectionOptions, 'optimizer'>>(options: O): O {
  const { optimizer } = options
  if (typeof optimizer !== 'object' || !('learningRate' in optimizer)) return options
  const { learningRate: _learningRate, ...rest } = optimizer
  return { ...options, optimizer: rest }
}
