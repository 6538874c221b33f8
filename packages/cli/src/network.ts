/** The network that a table and the flags ask for. */
import { type Activation, type Dataset, dense, dropout, type HiddenLayer, type Layer, type Network, sequential } from 'minibatch'
import { CommandError } from './exit.js'

/** The flags that shape the network. */
export interface NetworkFlags {
  model?: 'linear' | 'mlp'
  /** Units of the hidden layers. */
  hidden?: readonly number[]
  activation?: Activation
  dropout?: number
  loss?: string | { readonly name?: string }
}

/** Units of the one hidden layer of `--model mlp`. */
const DEFAULT_HIDDEN = [64]

/** What is trained: `--hidden` alone means a network with hidden layers. */
export function modelOf({ model, hidden }: NetworkFlags): 'linear' | 'mlp' {
  return model ?? (hidden === undefined ? 'linear' : 'mlp')
}

/**
 * Refuses flags of hidden layers for a linear model.
 *
 * @throws CommandError OPTION_INVALID
 */
export function checkNetworkFlags(flags: NetworkFlags): void {
  if (modelOf(flags) === 'mlp') return
  for (const name of ['hidden', 'activation', 'dropout'] as const) {
    if (flags[name] === undefined) continue
    throw new CommandError('OPTION_INVALID', `Option --${name} shapes hidden layers, and a linear model has none. Add --model mlp.`, {
      details: { option: name },
    })
  }
}

/** The name of the loss that was asked for; undefined for the default. */
export function lossName({ loss }: NetworkFlags): string | undefined {
  return typeof loss === 'string' ? loss : loss?.name
}

/** Layers for the features and the target of a dataset. */
export function networkFor(data: Dataset, flags: NetworkFlags): Network {
  const { classes } = data.report
  const onePerClass = classes.length > 2 || (classes.length === 2 && lossName(flags) === 'crossEntropy')
  return sequential(data, [...hiddenLayers(flags), dense(onePerClass ? classes.length : 1)])
}

/** The flags that shape hidden layers, those that were left out settled; none for a linear model. */
export function networkFlagsOf(flags: NetworkFlags): Pick<NetworkFlags, 'hidden' | 'activation' | 'dropout'> {
  if (modelOf(flags) === 'linear') return {}
  const { hidden = DEFAULT_HIDDEN, activation = 'relu', dropout: share } = flags
  return { hidden, activation, ...(share === undefined ? {} : { dropout: share }) }
}

/** The hidden layers as options of a run have them. */
export function hiddenLayersOf(flags: NetworkFlags): HiddenLayer[] {
  const { hidden = [], activation = 'relu', dropout: share = 0 } = networkFlagsOf(flags)
  return hidden.map((units) => ({ units, activation, dropout: share }))
}

function hiddenLayers(flags: NetworkFlags): Layer[] {
  const { hidden = [], activation, dropout: share } = networkFlagsOf(flags)
  return hidden.flatMap((units) => [dense(units, activation), ...(share === undefined ? [] : [dropout(share)])])
}
