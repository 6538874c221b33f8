import { type Command, Option } from 'commander'
import type { Terminal } from '../terminal.js'
import { addOutputFlags } from './data.js'

const EPILOGUE = `
What was learnt of the table goes along: raw rows come in, predictions in the target's own units go out.

onnx   for onnxruntime and the like; one input a column, named as the column
ts     one TypeScript module without imports: predict(row)
json   layers, encoder and classes

Examples:
  $ minibatch export houses.safetensors --to onnx --out houses.onnx
  $ minibatch export houses.safetensors --to ts > houses.ts`

/** `minibatch export MODEL`. */
export function addExport(program: Command, terminal: Terminal): void {
  const command = program
    .command('export')
    .summary('Write a saved model as ONNX, TypeScript or JSON')
    .description('Writes a saved model in a form that needs nothing of Minibatch.')
    .usage('MODEL --to FORM [options]')
    .argument('<model>', 'Model file written by train --out')
    .addOption(new Option('--to <form>', 'The form').choices(['onnx', 'ts', 'json']).makeOptionMandatory())
    .option('-o, --out <file>', 'Write to a file; onnx needs one, ts and json go to stdout without')
  addOutputFlags(command)
  command.addHelpText('after', EPILOGUE)
  command.action(async (model: string, flags: { to: 'onnx' | 'ts' | 'json'; out?: string }) => {
    const { exportModel } = await import('../export.js')
    await exportModel(model, flags, terminal)
  })
}
