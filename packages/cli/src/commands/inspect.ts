import type { Command } from 'commander'
import type { Terminal } from '../terminal.js'
import { addOutputFlags } from './data.js'

const EPILOGUE = `
Examples:
  $ minibatch inspect houses.safetensors
  $ minibatch inspect houses.safetensors --json | jq .coefficients`

/** `minibatch inspect MODEL`. */
export function addInspect(program: Command, terminal: Terminal): void {
  const command = program
    .command('inspect')
    .summary('Print what a model file holds')
    .description('Prints the card of a saved model: task, features, coefficients, how it was trained, its hash.')
    .usage('MODEL [options]')
    .argument('<model>', 'Model file written by train --out')
  addOutputFlags(command)
  command.addHelpText('after', EPILOGUE)
  command.action(async (model: string) => {
    const { inspect } = await import('../inspect.js')
    await inspect(model, terminal)
  })
}
