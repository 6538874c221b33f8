/** The command line: its commands, and what becomes of their errors. Everything heavy is loaded by the command that runs. */
import { createRequire } from 'node:module'
import { Command, CommanderError } from 'commander'
import { COMMANDS } from './commands/list.js'
import { EXIT, failureOf } from './exit.js'
import { Terminal } from './terminal.js'

const EPILOGUE = `
Examples:
  $ minibatch train houses.csv --target price --out houses.safetensors
  $ minibatch evaluate houses.safetensors new-houses.csv
  $ minibatch predict houses.safetensors new-houses.csv > prices.csv
  $ minibatch compare houses.csv --target price --html compare.html
  $ minibatch tutorial

The result goes to stdout, progress and errors to stderr. With --json the result
is one JSON document; an error is then one too, on the last line of stderr:
{"error": {"code", "message", "details"}}, and stdout stays empty.

Exit codes:
  0    done
  1    failed
  2    usage: an option, or a column named in one, that does not exist
  3    a data or model file that is missing, unreadable or invalid, or lacks a
       column the model needs
  4    diverged: the loss or a weight stopped being finite
  5    the backend asked for is unavailable
  130  interrupted; the run is kept where there is a --checkpoint

Environment:
  NO_COLOR              no colours
  MINIBATCH_BACKEND     cuda, native or wasm, before every --backend
  CUDA_VISIBLE_DEVICES  the driver's own: GPUs there are; the first is taken
  MINIBATCH_SIMD        instruction set of the native core; 'minibatch doctor' lists them

Run 'minibatch COMMAND --help' for the options of a command.`

/** The command line, ready to parse these arguments: commands that they do not name are there by name alone. */
async function createProgram(terminal: Terminal, args: readonly string[]): Promise<Command> {
  const program = new Command('minibatch')
    .description('Train models by mini-batch gradient descent on real tables, and use them.')
    .usage('COMMAND [options]')
    .version(version(), '-V, --version', 'Print the version')
    .helpOption('-h, --help', 'Print this help')
    .helpCommand('help [command]', 'Print the help of a command')
    .exitOverride()
    .configureHelp({ sortSubcommands: false, subcommandTerm: (command) => command.name(), showGlobalOptions: false })
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      // Errors are said once, by `run`.
      outputError: () => {},
      getOutHelpWidth: () => terminal.columns,
      getErrHelpWidth: () => terminal.columns,
    })
    .addHelpText('after', EPILOGUE)
  for (const { name, summary, load } of COMMANDS) {
    if (args.includes(name)) (await load())(program, terminal)
    else program.command(name).summary(summary)
  }
  return program
}

/**
 * Runs the command line.
 *
 * @param args what came after the program's name
 * @returns the exit code
 */
export async function run(args: readonly string[]): Promise<number> {
  const terminal = new Terminal({ json: args.includes('--json'), quiet: args.includes('--quiet') || args.includes('-q') })
  let ran: Command | undefined
  try {
    const program = (await createProgram(terminal, args)).hook('preAction', (_, command) => void (ran = command))
    await program.parseAsync([...args], { from: 'user' })
    return EXIT.done
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done
    // Without a command the help was printed already.
    if (error instanceof CommanderError && error.code === 'commander.help') return EXIT.usage
    const [{ knownFlag }, { nameInFile }] = await Promise.all([import('./options.js'), import('./commands/config.js')])
    const failure = failureOf(error, { flagOf: knownFlag, nameOf: (option) => nameInFile(ran, option) })
    terminal.fail(failure)
    return failure.exit
  } finally {
    terminal.close()
  }
}

function version(): string {
  const own = createRequire(import.meta.url)('../package.json') as { version: string }
  return own.version
}
