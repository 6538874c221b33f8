import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Terminal } from '../terminal.js'
import { addOutputFlags } from './data.js'
import { backendFlag } from './model.js'

const EPILOGUE = `
The data, the first parameters and the order of the rows are those of a NumPy
run with seed 42, so the printed w and b are NumPy's. What follows is measured
on this machine.

Examples:
  $ minibatch tutorial
  $ minibatch tutorial --step 1                 one mini-batch, to follow by hand
  $ minibatch tutorial --plot                   the points and the line alone
  $ minibatch tutorial --plot tutorial.html
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
    .addOption(backendFlag())
    .addOption(
      new Option(
        '--plot [terminal|file]',
        'Draw the points and the fitted line alone: in the terminal or in FILE.svg; FILE.html has the whole tutorial',
      ).conflicts('step'),
    )
    .addOption(
      new Option('--step <n>', 'Print one mini-batch as numbers, from 1 to 320: rows, predictions, errors, dw, db, new w and b').argParser(stepNumber),
    )
  addOutputFlags(command)
  command.addHelpText('after', EPILOGUE)
  command.action(async (flags: object) => {
    const { tutorial } = await import('../tutorial/tutorial.js')
    await tutorial(flags, terminal)
  })
}

function stepNumber(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isInteger(value) && value >= 1) return value
  throw new InvalidArgumentError(`--step takes a whole number from 1 to 320; got '${text}'.`)
}
