import { Dataset } from './dataset.js'
import { describe } from './matrix.js'
import { MinibatchError } from './errors.js'
import { examplesOf } from './examples.js'
import type { Activation, HiddenLayer } from './generated/options.js'

/** A layer whose every unit sees every input: activation(x·W + b). */
export interface Dense {
  readonly kind: 'dense'
  /** Outputs of the layer, ≥ 1. */
  readonly units: number
  /** What each output goes through; `identity` for the last layer, whose outputs are raw predictions. */
  readonly activation: Activation
}

/** Sets a share of the outputs of the layer before it to 0 at each training step. */
export interface Dropout {
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

/** Sets where a network's parameters are read from: its latest trainer. */
export let bindParameters: (network: Network, read: () => Float64Array) => void

/** Layers one after another. */
export class Network {
  /** Features, d. */
  readonly inputs: number
  /** Outputs, k. */
  readonly outputs: number
  /** The hidden layers, from the inputs on, as the core takes them. */
  readonly hidden: readonly HiddenLayer[]
  #read: (() => Float64Array) | undefined

  static {
    bindParameters = (network, read) => {
      network.#read = read
    }
  }

  /** @internal */
  constructor(inputs: number, outputs: number, hidden: readonly HiddenLayer[]) {
    this.inputs = inputs
    this.outputs = outputs
    this.hidden = Object.freeze([...hidden])
  }

  /** Parameters in logical order, layer by layer: weights (in,out) row-major, then biases (out). A copy. */
  get parameters(): Float64Array {
    if (this.#read) return this.#read()
    throw new MinibatchError(
      'OPTION_INVALID',
      'The network has no parameters yet: a Trainer draws them from its seed, or takes initialParameters.',
    )
  }
}

/**
 * A network for the features of a dataset, or for so many inputs. The last layer is a `dense` without an activation: one
 * output for a number or two classes, as many as there are classes for more.
 *
 * @throws MinibatchError OPTION_INVALID
 */
export function sequential(inputs: number | Dataset, layers: readonly Layer[]): Network {
  const width = inputs instanceof Dataset ? examplesOf(inputs).features() : inputs
  if (!Number.isInteger(width) || width < 1) {
    throw invalid(`inputs must be a whole number of at least 1, or a Dataset; got ${describe(width)}.`)
  }
  const last = layers.at(-1)
  if (last?.kind !== 'dense' || last.activation !== 'identity') {
    throw invalid(`layers must end with dense(outputs), without an activation: its outputs are raw predictions. Got [${shown(layers)}].`)
  }
  checkUnits(last, layers.length - 1)
  return new Network(width, last.units, hiddenLayers(layers.slice(0, -1)))
}

/** A layer as the core describes it. */
export interface LayerDescription extends HiddenLayer {
  readonly inputs: number
}

/** The network of a model's layers. */
export function networkOf(layers: readonly LayerDescription[]): Network {
  const hidden = layers.slice(0, -1).map(({ inputs: _inputs, ...layer }) => layer)
  return new Network(layers[0]?.inputs ?? 0, layers.at(-1)?.units ?? 0, hidden)
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
