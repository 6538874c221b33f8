import { type Command, InvalidArgumentError, Option } from 'commander'
import { coreFlag, measuredBatchSizeFlag, TRAINING_OPTIONS } from '../options.js'
import type { Terminal } from '../terminal.js'
import type { TrainFlags } from '../train/flags.js'
import { addConfigFlag } from './config.js'
import { addOutputFlags, DATA_HELP, memoryFlag } from './data.js'
import { addModelFlags, addTableFlags, backendFlag } from './model.js'
import { addPlotFlags } from './plot.js'

const EPILOGUE = `
Columns of numbers are standardised, text becomes one 0/1 feature a level, a
missing number the mean and a 0/1 feature. What was learnt of the table is saved
in the model, so predict and evaluate take raw tables.
A target of text is classified, one of numbers predicted as a number unless
--task classification says that they are classes.
--optimizer, --loss, --schedule, --average and --early-stopping also take JSON
with their own options.
The same data, options and seed give the same weights on every machine; the
report ends with their hash.

Examples:
  $ minibatch train houses.csv --target price --validation 0.2 --out houses.safetensors
  $ minibatch train iris.csv --target species --validation 0.3 --out iris.safetensors
  $ minibatch train digits.csv --target digit --task classification --hidden 64,32
  $ minibatch train iris.csv --target species --folds 5 --batch-size auto
  $ minibatch train sales.parquet --target amount --exclude id,comment
  $ minibatch train --sql "SELECT * FROM 'sales-*.parquet'" --target amount
  $ minibatch train houses.csv --target price --plot terminal \\
      --optimizer '{"name": "sgd", "momentum": 0.9}' --learning-rate 0.01
  $ minibatch train houses.csv --target price --validation 0.2 --plot houses.html
  $ minibatch train houses.csv --target price --print-config > run.json
  $ minibatch train --config run.json --seed 7
  $ minibatch train houses.csv --target price --checkpoint run.ckpt --resume
  $ minibatch train clicks.csv --target clicked --memory 1GB
  $ minibatch train - --target y --json < data.csv`

/** `minibatch train DATA --target COL`. */
export function addTrain(program: Command, terminal: Terminal): void {
  const command = program
    .command('train')
    .summary('Train a model on a table')
    .description('Trains a model on a table and prints how well it does.')
    .usage('DATA --target COL [options]')
    .argument('[data]', DATA_HELP)
  addTableFlags(command)
  addModelFlags(
    command,
    ', which stops early on a tenth of the rows held out by the seed unless --validation says otherwise',
  )
  command.optionsGroup('The run:')
  for (const name of TRAINING_OPTIONS) command.addOption(name === 'batchSize' ? measuredBatchSizeFlag() : coreFlag('Config', name))
  command
    .addOption(
      new Option(
        '--validation <share|file>',
        'Rows held out and evaluated after every epoch: a share such as 0.2 drawn by the seed, or another table',
      ),
    )
    .addOption(
      new Option(
        '--folds <n>',
        'Cross-validate too: as many more runs, each measured on the rows of a fold that it was not trained on. The metrics come as mean and standard deviation',
      ).argParser(foldCount),
    )
    .addOption(memoryFlag())
    .addOption(new Option('--prepared <file>', "Train from a file that 'prepare' has written instead of a table"))
  command.addOption(backendFlag("with 'auto' a long run tries the GPU, if there is one, and goes on where a step takes less time"))
  command.optionsGroup('The result:')
  command
    .addOption(new Option('-o, --out <file>', 'Save the model as safetensors'))
  addPlotFlags(command, 'the loss of every epoch: in the terminal, with the fitted line or the confusion matrix, or in FILE.svg')
    .addOption(
      new Option(
        '--checkpoint <file>',
        'Keep the run here as it goes on, four times a second at most, and on Ctrl-C; a model file too. One of an earlier run becomes FILE.previous',
      ),
    )
    .addOption(
      new Option('--resume', 'Go on from the checkpoint with the same table and options; from the beginning where there is none'),
    )
    .addOption(new Option('--log <file>', 'Write the run as JSON lines as it goes on: what runs, every epoch, what it came to'))
    .addOption(new Option('--tensorboard <dir>', 'Write the run for TensorBoard: losses, learning rate, gradient norm and noise scale of every epoch'))
  addConfigFlag(command)
  command.option('--print-config', 'Print as JSON what would run, every auto settled where a table is given, and stop; --config takes it')
  addOutputFlags(command)
  command.addHelpText('after', EPILOGUE)
  command.action(async (data: string | undefined, flags: TrainFlags) => {
    const { train } = await import('../train/train.js')
    await train(data, flags, terminal)
  })
}

/** The upper bound is the table's. */
function foldCount(text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count >= 2) return count
  throw new InvalidArgumentError(`--folds takes a whole number of at least 2; got '${text}'.`)
}
