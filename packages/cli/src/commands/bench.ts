import { type Command, Option } from 'commander'
import type { BenchFlags } from '../bench/bench.js'
import { coreFlag } from '../options.js'
import { wholeOf } from '../quantity.js'
import type { Terminal } from '../terminal.js'
import { addDataFlags, addOutputFlags, DATA_HELP } from './data.js'

const EPILOGUE = `
Without DATA the tables are drawn by a fixed seed: a linear model, a logistic one
and a network with 64 hidden units, by mini-batches and by one batch of all rows.
With DATA the same models are trained on its rows. Every figure is the median of
the rounds with its least and greatest; GB/s are the bytes of the encoded rows that
were read. Nothing is drawn, penalised or validated beside: what is measured is the
core's updates, on this machine as it is now.

Examples:
  $ minibatch bench
  $ minibatch bench houses.csv --target price --json | jq '.results[].rowsPerSecond.median'
  $ minibatch bench --threads 1 --backend wasm`

/** `minibatch bench [DATA --target COL]`. */
export function addBench(program: Command, terminal: Terminal): void {
  const command = program
    .command('bench')
    .summary('Measure how fast models are trained on this machine')
    .description('Measures how fast models are trained on this machine: rows and updates a second, bytes read.')
    .usage('[DATA --target COL] [options]')
    .argument('[data]', DATA_HELP)
    .addOption(new Option('--target <col>', 'Column to predict, with DATA'))
    .addOption(coreFlag('Config', 'threads'))
    .addOption(new Option('--rounds <n>', 'Times that each is measured').argParser((text) => wholeOf('--rounds', text, [1, 1000])).default(5))
    .addOption(
      new Option('--milliseconds <n>', 'Time of a round').argParser((text) => wholeOf('--milliseconds', text, [10, 600_000])).default(300),
    )
    .addOption(
      new Option('--backend <name>', 'Build of the core that runs').choices(['auto', 'native', 'wasm']).default('auto'),
    )
  addDataFlags(command)
  addOutputFlags(command)
  command.addHelpText('after', EPILOGUE)
  command.action(async (data: string | undefined, flags: BenchFlags) => {
    const { bench } = await import('../bench/bench.js')
    await bench(data, flags, terminal)
  })
}
