/** What `minibatch train` is asked for, and what its flags stand for where they are left out. */
import type { BackendChoice, Config, EarlyStopping, SelectionOptions, TableOptions } from 'minibatch'
import type { DataFlags } from '../commands/data.js'
import { hiddenLayersOf, modelOf, type NetworkFlags } from '../network.js'
import { given, TRAINING_OPTIONS } from '../options.js'
import type { PlotFlags } from '../picture/plot.js'

/** The flags of train as commander gives them; options of the core are already values. */
export interface TrainFlags extends DataFlags, NetworkFlags, PlotFlags {
  target?: string
  validation?: string
  backend: BackendChoice
  out?: string
  seed?: number
  batchSize?: number | 'full' | 'auto'
  folds?: number
  task?: TableOptions['task']
  standardizeTarget?: boolean
  earlyStopping?: 'auto' | 'none' | EarlyStopping
  config?: string
  printConfig?: boolean
  checkpoint?: string
  resume?: boolean
  log?: string
  tensorboard?: string
  /** A file of prepared rows: read by train, written by prepare. */
  prepared?: string
}

/** Share held out of a run that stops early by held-out rows, unless it is told otherwise. */
const DEFAULT_SHARE = '0.1'

/** What holds rows out: a share, or a table. */
export function validationOf(flags: TrainFlags): string | undefined {
  return flags.validation ?? (modelOf(flags) === 'mlp' && flags.earlyStopping !== 'none' ? DEFAULT_SHARE : undefined)
}

/** The share held out of every fold: none where the run does not stop by it, for it would only have fewer rows. */
export function foldShareOf(flags: TrainFlags): number | undefined {
  const { earlyStopping } = earlyStoppingOf(flags)
  if (typeof earlyStopping !== 'object' || earlyStopping?.monitor !== 'validation') return undefined
  const share = Number(flags.validation)
  return share > 0 ? share : Number(DEFAULT_SHARE)
}

/** The options of the run for the functions that run it several times. */
export function runOptionsOf(flags: TrainFlags): SelectionOptions {
  return { ...given(flags, TRAINING_OPTIONS), ...earlyStoppingOf(flags), hidden: hiddenLayersOf(flags), backend: flags.backend }
}

/** With hidden layers the loss on the held-out rows says when to stop, unless the flag says more than epochs. */
export function earlyStoppingOf(flags: TrainFlags): Pick<Config, 'earlyStopping'> {
  const { earlyStopping = 'auto' } = flags
  if (earlyStopping === 'none') return { earlyStopping: null }
  if (modelOf(flags) === 'linear') return { earlyStopping }
  return { earlyStopping: { monitor: 'validation', ...(earlyStopping === 'auto' ? {} : earlyStopping) } }
}
