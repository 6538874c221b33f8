/** The commands in the order of the help. What one takes is loaded only when it is named, so that the help comes at once. */
import type { Command } from 'commander'
import type { Terminal } from '../terminal.js'

export interface ListedCommand {
  readonly name: string
  /** Its line in the list of commands; the command itself carries the same, and a test holds them together. */
  readonly summary: string
  /** What adds it with its options. */
  readonly load: () => Promise<(program: Command, terminal: Terminal) => void>
}

export const COMMANDS: readonly ListedCommand[] = [
  { name: 'train', summary: 'Train a model on a table', load: async () => (await import('./train.js')).addTrain },
  { name: 'prepare', summary: 'Encode a table once, to train from it again and again', load: async () => (await import('./prepare.js')).addPrepare },
  { name: 'predict', summary: 'Predict the rows of a table with a saved model', load: async () => (await import('./predict.js')).addPredict },
  { name: 'evaluate', summary: 'Say how well a saved model predicts a table', load: async () => (await import('./evaluate.js')).addEvaluate },
  { name: 'compare', summary: 'Measure batch, mini-batch and stochastic gradient descent on a table', load: async () => (await import('./compare.js')).addCompare },
  { name: 'tune', summary: 'Find learning rate, batch size and more that suit a table', load: async () => (await import('./tune.js')).addTune },
  { name: 'inspect', summary: 'Print what a model file holds', load: async () => (await import('./inspect.js')).addInspect },
  { name: 'export', summary: 'Write a saved model as ONNX, TypeScript or JSON', load: async () => (await import('./export.js')).addExport },
  { name: 'serve', summary: 'Answer predictions of a saved model over HTTP', load: async () => (await import('./serve.js')).addServe },
  { name: 'tutorial', summary: 'Replay the mini-batch tutorial: a line through 1000 points', load: async () => (await import('./tutorial.js')).addTutorial },
  { name: 'bench', summary: 'Measure how fast models are trained on this machine', load: async () => (await import('./bench.js')).addBench },
  { name: 'doctor', summary: 'Say which backend runs here, and why', load: async () => (await import('./doctor.js')).addDoctor },
]
