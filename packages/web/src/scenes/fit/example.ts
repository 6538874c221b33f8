/** The five examples: what is learnt, from which table, and the settings each starts with. */
import type { Activation } from 'minibatch'
import type { OptimizerName } from '../../engine.ts'
import digitsUrl from '../../generated/digits.csv?url'
import lineUrl from '../../generated/line.csv?url'
import polynomialUrl from '../../generated/polynomial.csv?url'
import sineUrl from '../../generated/sine.csv?url'
import spiralsUrl from '../../generated/spirals.csv?url'
import type { FitState } from '../../state.ts'

export type ExampleName = FitState['ex']

export interface Settings {
  /** Rows an update. */
  readonly batchSize: number
  readonly learningRate: number
  readonly optimizer: OptimizerName
  /** Units of each hidden layer; none for a linear model. */
  readonly hidden: readonly number[]
  readonly activation: Activation
  readonly epochs: number
}

export interface Example {
  readonly name: ExampleName
  readonly title: string
  /** What is drawn: predictions over one column, probabilities over two, or what it makes of a drawing. */
  readonly kind: 'curve' | 'field' | 'digits'
  readonly file: string
  readonly url: string
  /** The column to predict. */
  readonly target: string
  /** Set where the target's numbers are classes. */
  readonly task?: 'classification'
  /** Outputs of the network. */
  readonly outputs: number
  /** Share of the rows that is never trained on. */
  readonly held: number
  readonly settings: Settings
}

const curve = { kind: 'curve', target: 'y', outputs: 1, held: 0.25 } as const
const tanh = { optimizer: 'adam', activation: 'tanh', epochs: 160 } as const

export const examples: Readonly<Record<ExampleName, Example>> = {
  line: {
    ...curve,
    name: 'line',
    title: 'Line',
    file: 'line.csv',
    url: lineUrl,
    settings: { batchSize: 64, learningRate: 0.01, optimizer: 'sgd', hidden: [8], activation: 'identity', epochs: 20 },
  },
  polynomial: {
    ...curve,
    name: 'polynomial',
    title: 'Polynomial',
    file: 'polynomial.csv',
    url: polynomialUrl,
    settings: { ...tanh, batchSize: 16, learningRate: 0.01, hidden: [24, 24] },
  },
  sine: {
    ...curve,
    name: 'sine',
    title: 'Sine',
    file: 'sine.csv',
    url: sineUrl,
    settings: { ...tanh, batchSize: 16, learningRate: 0.006, hidden: [24, 24] },
  },
  classes: {
    name: 'classes',
    title: 'Two classes',
    kind: 'field',
    file: 'spirals.csv',
    url: spiralsUrl,
    target: 'class',
    outputs: 1,
    held: 0.25,
    settings: { ...tanh, batchSize: 16, learningRate: 0.006, hidden: [24, 24] },
  },
  digits: {
    name: 'digits',
    title: 'Digits',
    kind: 'digits',
    file: 'digits.csv',
    url: digitsUrl,
    target: 'target',
    task: 'classification',
    outputs: 10,
    held: 0.2,
    settings: { batchSize: 32, learningRate: 0.004, optimizer: 'adam', hidden: [128], activation: 'tanh', epochs: 40 },
  },
}

/** An example with the settings a state asks for: a run, all but its rows. */
export interface Recipe extends Settings {
  readonly example: Example
  readonly seed: number
}

export function recipeOf({ ex, m, lr, opt, hid, act, ep, seed }: FitState): Recipe {
  const example = examples[ex]
  const { settings } = example
  return {
    example,
    seed,
    batchSize: m === 'auto' ? settings.batchSize : m,
    learningRate: lr === 'auto' ? settings.learningRate : lr,
    optimizer: opt === 'auto' ? settings.optimizer : opt,
    hidden: hid === 'auto' ? settings.hidden : readLayers(hid),
    activation: act === 'auto' ? settings.activation : act,
    epochs: ep === 'auto' ? settings.epochs : ep,
  }
}

/** "24-24" as it stands in a link. */
export function readLayers(text: string): readonly number[] {
  return text === 'none' ? [] : text.split('-').map(Number)
}

export function writeLayers(hidden: readonly number[]): string {
  return hidden.length === 0 ? 'none' : hidden.join('-')
}
