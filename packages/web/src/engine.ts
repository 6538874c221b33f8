/** What the engine offers, by its own names and as the page writes them; the library's types say which there are. */
import type { Activation, Optimizer } from 'minibatch'

export type OptimizerName = Exclude<Optimizer, object>

export const optimizerTitles: Readonly<Record<OptimizerName, string>> = {
  sgd: 'SGD',
  adam: 'Adam',
  adamw: 'AdamW',
  nadam: 'NAdam',
  adamax: 'Adamax',
  rmsprop: 'RMSprop',
  adagrad: 'Adagrad',
  adadelta: 'Adadelta',
}

export const optimizerNames = Object.keys(optimizerTitles) as OptimizerName[]

const activations: Readonly<Record<Activation, true>> = {
  identity: true,
  relu: true,
  leakyRelu: true,
  elu: true,
  tanh: true,
  sigmoid: true,
  gelu: true,
  geluTanh: true,
  silu: true,
  softplus: true,
}

export const activationNames = Object.keys(activations) as Activation[]
