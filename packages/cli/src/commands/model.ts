/** Flags that say what is trained on which table; every command that trains takes them. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { coreFlag, LAYER_OPTIONS, TABLE_OPTIONS } from '../options.js'
import { addDataFlags } from './data.js'

/** Adds the flags of the table: its target, its columns, and how it is read. */
export function addTableFlags(command: Command): Command {
  command.optionsGroup('The table:')
  command.addOption(coreFlag('EncodeOptions', 'target'))
  for (const name of TABLE_OPTIONS) command.addOption(coreFlag('EncodeOptions', name))
  command.addOption(
    new Option(
      '--no-standardize-target',
      'Keep a numeric target in its own units, as --loss poisson does by itself. Default: standardise it',
    ),
  )
  return addDataFlags(command)
}

/** Adds `--model`, with what else it means for the command, and the flags of hidden layers. */
export function addModelFlags(command: Command, more = ''): Command {
  command.optionsGroup('The model:')
  command.addOption(
    new Option(
      '--model <linear|mlp>',
      `What is trained: 'linear', or 'mlp' with hidden layers${more}. Default 'linear', or 'mlp' with --hidden`,
    ).argParser(modelName),
  )
  command.addOption(coreFlag('Config', 'hidden'))
  for (const name of LAYER_OPTIONS) command.addOption(coreFlag('HiddenLayer', name))
  return command
}

/** `--backend` of a command whose runs are timed or compared: they stay on one. */
export function backendFlag(auto = "with 'auto' the native core, else WebAssembly"): Option {
  const text = `What takes the steps: 'cuda' is an NVIDIA GPU, 'native' and 'wasm' are builds of the core for the CPU; ${auto}`
  return new Option('--backend <name>', text).choices(['auto', 'cuda', 'native', 'wasm']).default('auto')
}

/** `--backend` of a command that trains nothing. */
export function buildFlag(): Option {
  return new Option('--backend <name>', 'Build of the core that runs').choices(['auto', 'native', 'wasm']).default('auto')
}

/** A parser of whole numbers of at least `least`. */
export function wholeNumber(flag: string, least: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text)
    if (Number.isSafeInteger(value) && value >= least) return value
    throw new InvalidArgumentError(`${flag} takes a whole number of at least ${least}; got '${text}'.`)
  }
}

/** A parser of finite numbers, above `above` where that is given. */
export function finiteNumber(flag: string, above = -Infinity): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text)
    if (Number.isFinite(value) && value > above) return value
    throw new InvalidArgumentError(`${flag} takes a number${above === -Infinity ? '' : ` above ${above}`}; got '${text}'.`)
  }
}

function modelName(text: string): string {
  if (text === 'linear' || text === 'mlp') return text
  throw new InvalidArgumentError(`--model takes 'linear' or 'mlp'; got '${text}'.`)
}
