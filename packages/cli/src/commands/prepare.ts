import { type Command, Option } from 'commander'
import { coreFlag } from '../options.js'
import type { PrepareFlags } from '../prepare.js'
import type { Terminal } from '../terminal.js'
import { addConfigFlag } from './config.js'
import { addOutputFlags, DATA_HELP, memoryFlag } from './data.js'
import { addTableFlags, buildFlag } from './model.js'

const EPILOGUE = `
The file is safetensors: x (rows, features) from a whole page on, y, perhaps
weight, and all that was learnt of the columns, which the model takes with it.
train --prepared reads it instead of the table, however large it is: what does
not fit --memory is read while it is trained on, and the weights are the same.

Examples:
  $ minibatch prepare clicks.csv --target clicked --memory 1GB --out clicks.safetensors
  $ minibatch train --prepared clicks.safetensors --memory 1GB --out model.safetensors
  $ minibatch prepare clicks.parquet --target clicked --validation 0.1 --out clicks.safetensors
  $ minibatch train --prepared clicks.safetensors --validation clicks.validation.safetensors`

/** `minibatch prepare DATA --target COL --out FILE`. */
export function addPrepare(program: Command, terminal: Terminal): void {
  const command = program
    .command('prepare')
    .summary('Encode a table once, to train from it again and again')
    .description('Encodes a table of any size into a file that train --prepared reads.')
    .usage('DATA --target COL --out FILE [options]')
    .argument('[data]', DATA_HELP)
  addTableFlags(command)
  command.optionsGroup('The rows:')
  command
    .addOption(
      new Option('--validation <share|file>', 'Rows held out, in a second file FILE.validation: a share drawn by the seed, or another table'),
    )
    .addOption(coreFlag('Config', 'seed'))
    .addOption(memoryFlag())
  command.addOption(buildFlag())
  command.optionsGroup('The result:')
  command.addOption(new Option('-o, --out <file>', 'The file to write (required)'))
  addConfigFlag(command)
  addOutputFlags(command)
  command.addHelpText('after', EPILOGUE)
  command.action(async (data: string | undefined, flags: PrepareFlags) => {
    const { prepare } = await import('../prepare.js')
    await prepare(data, flags, terminal)
  })
}
