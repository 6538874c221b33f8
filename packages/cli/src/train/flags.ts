/** What `minibatch train` is asked for, and what its flags stand for where they are left out. */
import type { BackendChoice, Config, EarlyStopping, TableOptions } from 'minibatch'
import type { DataFlags } from '../commands/data.js'
import { modelOf, type NetworkFlags } from '../network.js'

/** The flags of train as commander gives them; options of the core are already values. */
export interface TrainFlags extends DataFlags, NetworkFlags {
  target?: string
  validation?: string
  backend: BackendChoice
  out?: string
  plot?: string
  seed?: number
  task?: TableOptions['task']
  standardizeTarget?: boolean
  earlyStopping?: 'auto' | 'none' | EarlyStopping
  printConfig?: boolean
  checkpoint?: string
  resume?: boolean
  log?: string
  tensorboard?: string
}

/** What holds rows out: a run that stops early by held-out rows holds a tenth unless it is told otherwise. */
export function validationOf(flags: TrainFlags): string | undefined {
  const stops = modelOf(flags) === 'mlp' && flags.earlyStopping !== 'none'
  return flags.validation ?? (stops ? '0.1' : undefined)
}

/** With hidden layers the loss on the held-out rows says when to stop, unless the flag says more than epochs. */
export function earlyStoppingOf(flags: TrainFlags): Pick<Config, 'earlyStopping'> {
  const { earlyStopping = 'auto' } = flags
  if (earlyStopping === 'none') return { earlyStopping: null }
  if (modelOf(flags) === 'linear') return { earlyStopping }
  return { earlyStopping: { monitor: 'validation', ...(earlyStopping === 'auto' ? {} : earlyStopping) } }
}
