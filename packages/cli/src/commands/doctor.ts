import type { Command } from 'commander'
import type { Terminal } from '../terminal.js'
import { addOutputFlags } from './data.js'

const EPILOGUE = `
Examples:
  $ minibatch doctor
  $ MINIBATCH_BACKEND=wasm minibatch doctor --json`

/** `minibatch doctor`. */
export function addDoctor(program: Command, terminal: Terminal): void {
  const command = program
    .command('doctor')
    .summary('Say which backend runs here, and why')
    .description('Says what runs on this machine: which build of the core, with which instruction set, which GPU, and why others do not.')
    .usage('[options]')
  addOutputFlags(command)
  command.addHelpText('after', EPILOGUE)
  command.action(async () => {
    const { doctor } = await import('../doctor.js')
    await doctor(terminal)
  })
}
