import { type Command, Option } from 'commander'
import { coreFlag, TUNED_RUN_OPTIONS } from '../options.js'
import type { Terminal } from '../terminal.js'
import type { TuneFlags } from '../tune/tune.js'
import { addConfigFlag } from './config.js'
import { addOutputFlags, DATA_HELP } from './data.js'
import { addModelFlags, addTableFlags, backendFlag, finiteNumber, wholeNumber } from './model.js'

const EPILOGUE = `
First a range test of the learning rate, then the batch size that gets to a good
loss soonest on this machine, with the measured table that shows it. Then trials
of other learning rates, batch sizes, penalties and, with --model mlp, hidden
layers, each on the same held-out rows: five folds of up to 5,000 rows, a fifth of
more. The defaults are the first trial, so what is found is never worse there.
With --trials the same seed finds the same on every machine; with --budget the
machine settles how many trials there are.

Examples:
  $ minibatch tune houses.csv --target price --out tuned.json
  $ minibatch train --config tuned.json --out houses.safetensors
  $ minibatch tune digits.csv --target digit --task classification --model mlp --budget 120
  $ minibatch tune houses.csv --target price --trials 20 --json | jq .config`

/** `minibatch tune DATA --target COL`. */
export function addTune(program: Command, terminal: Terminal): void {
  const command = program
    .command('tune')
    .summary('Find learning rate, batch size and more that suit a table')
    .description('Searches for options that do better than the defaults on held-out rows, and prints a config file for train.')
    .usage('DATA --target COL [options]')
    .argument('[data]', DATA_HELP)
  addTableFlags(command)
  addModelFlags(command)
  command.optionsGroup('The search:')
  command
    .addOption(
      new Option('--budget <seconds>', 'Time of the search; range test and batch size come before it. Default 60')
        .argParser(finiteNumber('--budget', 0)),
    )
    .addOption(
      new Option('--trials <n>', 'Trials beside the defaults, whatever they take, instead of a time').argParser(wholeNumber('--trials', 1)),
    )
  command.optionsGroup('The runs:')
  for (const name of TUNED_RUN_OPTIONS) command.addOption(coreFlag('Config', name))
  command.addOption(backendFlag())
  command.optionsGroup('The result:')
  command.addOption(new Option('-o, --out <file>', "Write the options found as JSON, for 'train --config'. Default: print them"))
  addConfigFlag(command)
  addOutputFlags(command)
  command.addHelpText('after', EPILOGUE)
  command.action(async (data: string | undefined, flags: TuneFlags) => {
    const { tuneTable } = await import('../tune/tune.js')
    await tuneTable(data, flags, terminal)
  })
}
