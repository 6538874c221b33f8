import { type Command, Option } from 'commander'
import type { Terminal } from '../terminal.js'
import { addOutputFlags } from './data.js'

const EPILOGUE = `
The data, the first parameters and the order of the rows are those of a NumPy
run with seed 42, so the printed w and b are NumPy's. What follows is measured
on this machine.

Examples:
  $ minibatch tutorial
  $ minibatch tutorial --json | jq .fromScratch.epochs[-1]`

/** `minibatch tutorial`. */
export function addTutorial(program: Command, terminal: Terminal): void {
  const command = program
    .command('tutorial')
    .summary('Replay the mini-batch tutorial: a line through 1000 points')
    .description(
      'Fits y = w x + b to 1000 points by mini-batch gradient descent: from scratch as NumPy does it, then in the style ' +
        'of a framework, then by batch, mini-batch and stochastic gradient descent side by side.',
    )
    .usage('[options]')
    .addOption(
      new Option('--backend <name>', 'Build of the core that runs').choices(['auto', 'native', 'wasm']).default('auto'),
    )
  addOutputFlags(command)
  command.addHelpText('after', EPILOGUE)
  command.action(async (flags: object) => {
    const { tutorial } = await import('../tutorial.js')
    await tutorial(flags, terminal)
  })
}
