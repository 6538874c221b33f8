import { Dataset } from './dataset.js'
import { MinibatchError } from './errors.js'
import { examplesOf } from './examples.js'

/** A layer whose every unit sees every input: x·W + b. */
export interface Dense {
  readonly kind: 'dense'
  /** Outputs of the layer, ≥ 1. */
  readonly units: number
}

/** A fully connected layer with so many outputs. */
export function dense(units: number): Dense {
  return Object.freeze({ kind: 'dense', units })
}

/** Sets where a network's parameters are read from: its latest trainer. */
export let bindParameters: (network: Network, read: () => Float64Array) => void

/** Layers one after another. */
export class Network {
  /** Features, d. */
  readonly inputs: number
  /** The layers, from the inputs on. */
  readonly layers: readonly Dense[]
  #read: (() => Float64Array) | undefined

  static {
    bindParameters = (network, read) => {
      network.#read = read
    }
  }

  /** @internal */
  constructor(inputs: number, layers: readonly Dense[]) {
    this.inputs = inputs
    this.layers = Object.freeze([...layers])
  }

  /** Parameters in logical order, layer by layer: weights (in,out), then bias (out). A copy. */
  get parameters(): Float64Array {
    if (this.#read) return this.#read()
    throw new MinibatchError(
      'OPTION_INVALID',
      'The network has no parameters yet: a Trainer draws them from its seed, or takes initialParameters.',
    )
  }
}

/**
 * A network for the features of a dataset, or for so many inputs. This version trains linear models: one `dense(1)`.
 *
 * @throws MinibatchError OPTION_INVALID
 */
export function sequential(inputs: number | Dataset, layers: readonly Dense[]): Network {
  const width = inputs instanceof Dataset ? examplesOf(inputs).features() : inputs
  if (!Number.isInteger(width) || width < 1) {
    throw new MinibatchError('OPTION_INVALID', `inputs must be a whole number of at least 1, or a Dataset; got ${width}.`)
  }
  if (layers.length !== 1 || layers[0]?.units !== 1) {
    const got = layers.map((layer) => `dense(${layer?.units})`).join(', ')
    throw new MinibatchError('OPTION_INVALID', `layers must be [dense(1)], a linear model, in this version; got [${got}].`)
  }
  return new Network(width, layers)
}
