import { type Command, Option } from 'commander'
import { coreFlag, TABLE_OPTIONS, TRAINING_OPTIONS } from '../options.js'
import type { Terminal } from '../terminal.js'
import type { TrainFlags } from '../train.js'
import { addDataFlags, addOutputFlags, DATA_HELP } from './data.js'

const EPILOGUE = `
Columns of numbers are standardised, text becomes one 0/1 feature a level, a missing number the mean and a 0/1 feature.
What was learnt of the table is saved in the model, so predict and evaluate take raw tables.
The same data, options and seed give the same weights on every machine; the report ends with their hash.

Examples:
  $ minibatch train houses.csv --target price --validation 0.2 --out houses.safetensors
  $ minibatch train sales.parquet --target amount --exclude id,comment --optimizer sgd --learning-rate 0.01
  $ minibatch train --sql "SELECT * FROM 'sales-*.parquet' WHERE year >= 2024" --target amount
  $ minibatch train --target y --json - < data.csv
  $ minibatch train houses.csv --target price --optimizer '{"name": "sgd", "momentum": 0.9}' --plot terminal`

/** `minibatch train DATA --target COL`. */
export function addTrain(program: Command, terminal: Terminal): void {
  const command = program
    .command('train')
    .summary('train a model on a table')
    .description('Trains a model on a table and prints how well it does.')
    .usage('DATA --target COL [options]')
    .argument('[data]', DATA_HELP)
  command.optionsGroup('The table:')
  command.addOption(coreFlag('EncodeOptions', 'target'))
  for (const name of TABLE_OPTIONS) command.addOption(coreFlag('EncodeOptions', name))
  addDataFlags(command)
  command.optionsGroup('The run:')
  command.addOption(new Option('--model <linear>', 'what is trained').choices(['linear']).default('linear'))
  for (const name of TRAINING_OPTIONS) command.addOption(coreFlag('Config', name))
  command
    .addOption(
      new Option(
        '--validation <share|file>',
        'rows held out and evaluated after every epoch: a share such as 0.2 drawn by the seed, or another table',
      ),
    )
    .addOption(
      new Option('--backend <name>', 'build of the core that runs').choices(['auto', 'native', 'wasm']).default('auto'),
    )
  command.optionsGroup('The result:')
  command
    .addOption(new Option('-o, --out <file>', 'save the model as safetensors'))
    .addOption(new Option('--plot <terminal|file.svg>', 'draw the loss of every epoch'))
  addOutputFlags(command)
  command.addHelpText('after', EPILOGUE)
  command.action(async (data: string | undefined, flags: TrainFlags) => {
    const { train } = await import('../train.js')
    await train(data, flags, terminal)
  })
}
