/** Averages of the parameters over the steps; the model is the average, training goes on from the parameters. */
import type { AsgdAverage, EmaAverage } from './generated/options.js'

/** Exponential moving average of the parameters, as PyTorch's `AveragedModel` with `get_ema_multi_avg_fn`. */
export function ema(options: Omit<EmaAverage, 'name'> = {}): EmaAverage {
  return { name: 'ema', ...options }
}

/** The plain mean of the parameters of all steps after `start` (Polyak and Juditsky, 1992). */
export function asgd(options: Omit<AsgdAverage, 'name'> = {}): AsgdAverage {
  return { name: 'asgd', ...options }
}
