import { type Command, InvalidArgumentError, Option } from 'commander'
import type { CompareFlags } from '../compare/compare.js'
import { coreFlag, MEASURED_OPTIONS } from '../options.js'
import type { Terminal } from '../terminal.js'
import { addConfigFlag } from './config.js'
import { addOutputFlags, DATA_HELP } from './data.js'
import { addModelFlags, addTableFlags, backendFlag, finiteNumber, wholeNumber } from './model.js'

const EPILOGUE = `
Each batch size trains at the constant learning rate that gets it to the target
loss in the fewest updates, found for it alone; no clock decides what is run, so
rates, updates, losses and hashes are the same on every machine. Then updates are
timed, all sizes in turn. A fifth of the rows, at most 8,192, is held out to say
how far a run has come.
The columns: updates and rows trained on in a second; the share of what this
machine could do at most; updates, rows and time to the target with an interval
over the seeds; the loss the last fifth of a run settles at; the gradient noise
scale at the start, half way and at the target; the bytes a run holds. (edge)
marks a rate that is the last one tried.
Below: S(B) = S_min (1 + B_c / B) fitted to the updates and t(B) = t0 + c B to the
times, and the size that both call the best, √(B_c t0 / c).

Examples:
  $ minibatch compare houses.csv --target price
  $ minibatch compare houses.csv --target price --batch-sizes full,64,1 --html compare.html
  $ minibatch compare digits.csv --target digit --task classification --model mlp --seeds 3
  $ minibatch compare houses.csv --target price --optimizer adam --markdown > compare.md
  $ minibatch compare houses.csv --target price --json | jq '.sizes[] | {batchSize, stepsToTarget}'`

/** `minibatch compare DATA --target COL`. */
export function addCompare(program: Command, terminal: Terminal): void {
  const command = program
    .command('compare')
    .summary('Measure batch, mini-batch and stochastic gradient descent on a table')
    .description('Measures how soon each batch size gets to one loss on this machine, each at its best learning rate.')
    .usage('DATA --target COL [options]')
    .argument('[data]', DATA_HELP)
  addTableFlags(command)
  addModelFlags(command)
  command.optionsGroup('The measurement:')
  command
    .addOption(
      new Option(
        '--batch-sizes <n,n,full>',
        "Rows an update, one line of the table for each; 'full' is all rows. Default full, 1 and the powers of four between",
      ).argParser(batchSizes),
    )
    .addOption(new Option('--seeds <n>', 'Runs of each size, with seeds from --seed on. Default 5').argParser(wholeNumber('--seeds', 1)))
    .addOption(
      new Option('--target-loss <number>', 'The held-out loss to get to. Default 98 % of the way from no knowledge to what a reference run ends with')
        .argParser(finiteNumber('--target-loss')),
    )
    .addOption(
      new Option('--epochs <n>', 'Passes over the rows that a run takes at most. Default: by what is computed, some seconds a run')
        .argParser(wholeNumber('--epochs', 1)),
    )
  command.optionsGroup('The runs:')
  for (const name of MEASURED_OPTIONS) command.addOption(coreFlag('Config', name))
  command.addOption(backendFlag())
  command.optionsGroup('The result:')
  command
    .option('--markdown', 'Print the table as Markdown')
    .option('--html <file>', 'Write one page with the table and its figures; it needs nothing else')
  addConfigFlag(command)
  addOutputFlags(command)
  command.addHelpText('after', EPILOGUE)
  command.action(async (data: string | undefined, flags: CompareFlags) => {
    const { compare } = await import('../compare/compare.js')
    await compare(data, flags, terminal)
  })
}

function batchSizes(text: string): (number | 'full')[] {
  return text.split(',').map((part) => {
    const word = part.trim()
    if (word === 'full') return word
    const value = word === '' ? Number.NaN : Number(word)
    if (Number.isSafeInteger(value) && value >= 1) return value
    throw new InvalidArgumentError(`--batch-sizes takes whole numbers of at least 1 or 'full', parted by commas; got '${text}'.`)
  })
}
