import type { Loaded } from './backend/backend.js'
import type { Batch } from './batches.js'
import { Dataset } from './dataset.js'
import { stateOf } from './table/state.js'
import { MinibatchError } from './errors.js'
import { examplesOf } from './examples.js'
import type { Activation, Dtype, HiddenLayer, Loss } from './generated/options.js'
import { describe, type FloatArray, type Matrix } from './matrix.js'
import { checkedDtype } from './options.js'
import { type BatchArrays, type GradientOptions, type LossAndGradient, OwnNetwork } from './own-network.js'

/** A layer whose every unit sees every input: activation(x·W + b). */
export interface Dense {
  /** Tells it from a dropout. */
  readonly kind: 'dense'
  /** Outputs of the layer, ≥ 1. */
  readonly units: number
  /** What each output goes through; `identity` for the last layer, whose outputs are raw predictions. */
  readonly activation: Activation
}

/** Sets a share of the outputs of the layer before it to 0 at each training step. */
export interface Dropout {
  /** Tells it from a dense layer. */
  readonly kind: 'dropout'
  /** The share, 0 ≤ share < 1. */
  readonly share: number
}

/** A layer of a network. */
export type Layer = Dense | Dropout

/** A fully connected layer with so many outputs. */
export function dense(units: number, activation: Activation = 'identity'): Dense {
  return Object.freeze({ kind: 'dense', units, activation })
}

/** Dropout after the hidden layer before it (Srivastava et al., 2014): nothing is dropped in predictions. */
export function dropout(share: number): Dropout {
  return Object.freeze({ kind: 'dropout', share })
}

/** What a network takes beside its layers. */
export interface NetworkOptions {
  /** Seed of its parameters, 0 … 2^53 − 1; a Trainer that is given neither `seed` nor `initSeed` takes it. Default 0. */
  seed?: number
  /** Element type of its parameters in a loop of your own. Default: the Dataset's, or `float32`. */
  dtype?: Dtype
}

/** A run that trains a network. */
interface NetworkRun {
  readonly parameters: Float64Array
  readonly weightsHash: string
}

/** Sets whose parameters a network shows: those of its latest trainer. */
export let bindRun: (network: Network, run: NetworkRun) => void

/** Layers one after another. */
export class Network {
  /** Features, d. */
  readonly inputs: number
  /** Outputs, k. */
  readonly outputs: number
  /** The hidden layers, from the inputs on, as the core takes them. */
  readonly hidden: readonly HiddenLayer[]
  /** Seed of the parameters, where one was given. */
  readonly seed: number | undefined
  readonly #own: OwnNetwork
  #run: NetworkRun | undefined

  static {
    bindRun = (network, run) => {
      network.#run = run
    }
  }

  /** @internal */
  constructor(
    { inputs, outputs, hidden }: Pick<Network, 'inputs' | 'outputs' | 'hidden'>,
    { seed, dtype = 'float32' }: NetworkOptions = {},
    loaded?: Loaded,
  ) {
    this.inputs = inputs
    this.outputs = outputs
    this.hidden = Object.freeze([...hidden])
    this.seed = seed
    this.#own = new OwnNetwork({ inputs, outputs, hidden: this.hidden, dtype }, seed ?? 0, loaded)
  }

  /**
   * Parameters in logical order, shape (P): layer by layer weights (in,out) row-major, then biases (out).
   *
   * In a loop of your own this is the network's one array, in its dtype: what you or an optimizer write there is what the
   * next gradient sees. It starts with the parameters a Trainer with the same seed starts from. Once a Trainer has the
   * network, it is a copy of that run's; to go on from there, `set` them in a new network. A Trainer starts from its own
   * seed: to go on from your loop, give it `initialParameters: network.parameters`.
   */
  get parameters(): FloatArray {
    return this.#run?.parameters ?? this.#own.parameters
  }

  /** First 16 hex digits of SHA-256 over dtype, shapes and parameters as they stand: equal to a Trainer's for equal ones. */
  get weightsHash(): string {
    return this.#run?.weightsHash ?? this.#own.weightsHash(this.#own.parameters)
  }

  /**
   * Mean loss of a batch and its gradient, by the arithmetic of a Trainer's step: penalty, then clipping by norm, then by
   * value, as asked. Dropout is drawn anew at every call.
   *
   * @param batch a batch of `dataset.batches()`, or plain arrays `{ x, y, weight? }`
   * @param loss its name, or one with options: `huber({ delta: 1 })`
   * @throws MinibatchError SHAPE_MISMATCH for other columns or lengths, DATA_INVALID for values that are not finite or
   * targets that the loss does not take, OPTION_INVALID, DIVERGED for a loss that is not finite
   */
  lossAndGradient(batch: Batch | BatchArrays, loss: Loss, options?: GradientOptions): LossAndGradient {
    return this.#own.lossAndGradient(this.parameters, batch, loss, options)
  }

  /**
   * Raw predictions of encoded rows, shape (b,k), row-major: logits of classes, numbers in the encoded target's units.
   * Nothing is dropped.
   *
   * @param x a batch, rows of numbers, or one flat array (b,d), row-major
   * @throws MinibatchError SHAPE_MISMATCH, DATA_INVALID for values that are not finite
   */
  forward(x: Batch | Matrix | FloatArray): FloatArray {
    return this.#own.forward(this.parameters, x)
  }
}

/**
 * A network for the features of a dataset, or for so many inputs. The last layer is a `dense` without an activation: one
 * output for a number or two classes, as many as there are classes for more.
 *
 * @throws MinibatchError OPTION_INVALID
 */
export function sequential(inputs: number | Dataset, layers: readonly Layer[], options: NetworkOptions = {}): Network {
  const width = inputs instanceof Dataset ? examplesOf(inputs).features() : inputs
  if (!Number.isInteger(width) || width < 1) {
    throw invalid(`inputs must be a whole number of at least 1, or a Dataset; got ${describe(width)}.`)
  }
  const last = layers.at(-1)
  if (last?.kind !== 'dense' || last.activation !== 'identity') {
    throw invalid(`layers must end with dense(outputs), without an activation: its outputs are raw predictions. Got [${shown(layers)}].`)
  }
  checkUnits(last, layers.length - 1)
  const state = inputs instanceof Dataset ? stateOf(inputs) : undefined
  const dtype = checkedDtype(options.dtype ?? state?.dtype ?? 'float32')
  const hidden = hiddenLayers(layers.slice(0, -1))
  return new Network({ inputs: width, outputs: last.units, hidden }, { ...options, dtype }, state?.loaded)
}

/** A layer as the core describes it. */
export interface LayerDescription extends HiddenLayer {
  readonly inputs: number
}

/** The network of a model's layers. */
export function networkOf(layers: readonly LayerDescription[]): Network {
  const hidden = layers.slice(0, -1).map(({ inputs: _inputs, ...layer }) => layer)
  return new Network({ inputs: layers[0]?.inputs ?? 0, outputs: layers.at(-1)?.units ?? 0, hidden })
}

function hiddenLayers(layers: readonly Layer[]): HiddenLayer[] {
  const hidden: HiddenLayer[] = []
  for (const [index, layer] of layers.entries()) {
    if (layer?.kind === 'dense') {
      checkUnits(layer, index)
      hidden.push({ units: layer.units, activation: layer.activation })
    } else if (layer?.kind === 'dropout' && layers[index - 1]?.kind === 'dense') {
      hidden.push({ ...hidden.pop()!, dropout: layer.share })
    } else {
      throw invalid(`layers[${index}] must be a dense layer, or dropout after one. Got [${shown(layers)}].`)
    }
  }
  return hidden
}

function checkUnits({ units }: Dense, index: number): void {
  if (Number.isInteger(units) && units >= 1) return
  throw invalid(`layers[${index}] must have at least 1 unit, a whole number; got ${describe(units)}.`)
}

function shown(layers: readonly Layer[]): string {
  return layers
    .map((layer) => {
      if (layer?.kind === 'dense') return `dense(${layer.units}${layer.activation === 'identity' ? '' : `, '${layer.activation}'`})`
      return layer?.kind === 'dropout' ? `dropout(${layer.share})` : describe(layer)
    })
    .join(', ')
}

function invalid(message: string): MinibatchError {
  return new MinibatchError('OPTION_INVALID', message, { option: 'layers' })
}
