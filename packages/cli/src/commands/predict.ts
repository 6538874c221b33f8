import { type Command, Option } from 'commander'
import type { Terminal } from '../terminal.js'
import { addDataFlags, addOutputFlags, DATA_HELP } from './data.js'

const EPILOGUE = `
Every row of the table gives one row, in the same order, with the column
'prediction': a number in the target's own units, or the class. The table needs
the columns the model was trained on, by name; others are ignored.

Examples:
  $ minibatch predict houses.safetensors new-houses.csv > prices.csv
  $ minibatch predict iris.safetensors flowers.csv --probability
  $ minibatch predict houses.safetensors new-houses.parquet --keep id,street --out prices.parquet
  $ zcat new-houses.csv.gz | minibatch predict houses.safetensors - --to jsonl | jq .prediction`

/** `minibatch predict MODEL DATA`. */
export function addPredict(program: Command, terminal: Terminal): void {
  const command = program
    .command('predict')
    .summary('Predict the rows of a table with a saved model')
    .description('Predicts every row of a table with a saved model.')
    .usage('MODEL DATA [options]')
    .argument('<model>', 'Model file written by train --out')
    .argument('[data]', DATA_HELP)
    .option('--probability', 'Write the probability of each class, one column a class, instead of the class')
    .option('--keep <col,col>', 'Columns of the table to copy before the prediction')
    .option('-o, --out <file>', 'Write to a file: JSON lines where it ends in .jsonl, Parquet where in .parquet, else CSV')
    .addOption(new Option('--to <form>', 'What is written, also to stdout. Default by the ending of --out, else csv').choices(['csv', 'jsonl', 'parquet']))
  addDataFlags(command)
  addOutputFlags(command)
  command.addHelpText('after', EPILOGUE)
  command.action(async (model: string, data: string | undefined, flags: object) => {
    const { predict } = await import('../predict.js')
    await predict(model, data, flags, terminal)
  })
}
