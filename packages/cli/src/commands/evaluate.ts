import type { Command } from 'commander'
import { FIGURE_NAMES } from '../picture/names.js'
import type { Terminal } from '../terminal.js'
import { addDataFlags, addOutputFlags, DATA_HELP } from './data.js'
import { addPlotFlags } from './plot.js'

const EPILOGUE = `
Prints the mean loss and, for regression, R2, the root of the mean squared error
and the mean absolute error, both in the target's own units; for classification
accuracy, log loss, F1 (the mean of the classes) and the area under the ROC
curve (of more than two classes the mean of each against the rest). A number that
is not defined, such as R2 of equal targets, is printed as – and is null in JSON.

Examples:
  $ minibatch evaluate houses.safetensors new-houses.csv
  $ minibatch evaluate houses.safetensors new-houses.csv --json | jq .metrics.r2
  $ minibatch evaluate houses.safetensors new-houses.csv --importance
  $ minibatch evaluate iris.safetensors iris.csv --plot iris.html
  $ minibatch evaluate iris.safetensors iris.csv --plot roc.svg --figure roc`

export interface EvaluateFlags {
  /** Whether to say what each column is worth to the model. */
  importance?: boolean
}

/** `minibatch evaluate MODEL DATA`. */
export function addEvaluate(program: Command, terminal: Terminal): void {
  const command = program
    .command('evaluate')
    .summary('Say how well a saved model predicts a table')
    .description("Compares a saved model's predictions with the target column of a table.")
    .usage('MODEL DATA [options]')
    .argument('<model>', 'Model file written by train --out')
    .argument('[data]', DATA_HELP)
  addDataFlags(command)
  command.option(
    '--importance',
    'Also say what each column is worth to the model: what R2, or accuracy, loses when the cells of the column are dealt out anew among the rows; mean and deviation of five times',
  )
  addPlotFlags(command, 'the fitted line, predicted against actual numbers, or the confusion matrix: in the terminal or in FILE.svg', FIGURE_NAMES.filter((name) => name !== 'loss'))
  addOutputFlags(command)
  command.addHelpText('after', EPILOGUE)
  command.action(async (model: string, data: string | undefined, flags: object) => {
    const { evaluate } = await import('../evaluate.js')
    await evaluate(model, data, flags, terminal)
  })
}
