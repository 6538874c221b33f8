import { type Command, Option } from 'commander'
import type { BenchFlags } from '../bench/bench.js'
import { coreFlag } from '../options.js'
import { wholeOf } from '../quantity.js'
import type { Terminal } from '../terminal.js'
import { addDataFlags, addOutputFlags, DATA_HELP } from './data.js'
import { backendFlag } from './model.js'

const EPILOGUE = `
Without DATA the tables are drawn by a fixed seed: a linear model, a logistic one
and a network with 64 hidden units, by mini-batches and by one batch of all rows.
With DATA the same models are trained on its rows. Figures are medians of the
rounds with an interval that holds the true median 9 times of 10. GB/s are the bytes
an update has to read. The roof is what the same machine reads and computes at most,
measured in the same rounds; under 1 MB of rows latency bounds a run, and no roof.
That of a GPU is not measured.

Examples:
  $ minibatch bench
  $ minibatch bench houses.csv --target price --json | jq '.results[].roof.share.median'
  $ minibatch bench --threads 1 --backend wasm`

/** `minibatch bench [DATA --target COL]`. */
export function addBench(program: Command, terminal: Terminal): void {
  const command = program
    .command('bench')
    .summary('Measure how fast models are trained on this machine')
    .description('Measures how fast models are trained on this machine: rows a second, and the share of its roof.')
    .usage('[DATA --target COL] [options]')
    .argument('[data]', DATA_HELP)
    .addOption(new Option('--target <col>', 'Column to predict, with DATA'))
    .addOption(coreFlag('Config', 'threads'))
    .addOption(new Option('--rounds <n>', 'Times that each is measured').argParser((text) => wholeOf('--rounds', text, [1, 1000])).default(15))
    .addOption(backendFlag())
  addDataFlags(command)
  addOutputFlags(command)
  command.addHelpText('after', EPILOGUE)
  command.action(async (data: string | undefined, flags: BenchFlags) => {
    const { bench } = await import('../bench/bench.js')
    await bench(data, flags, terminal)
  })
}
