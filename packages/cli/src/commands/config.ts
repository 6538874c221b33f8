/** The flag that names a file of options; the file itself is read when a command runs. */
import { type Command, Option } from 'commander'

/** Adds `--config`; what the file says is in place before the command's action begins. */
export function addConfigFlag(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--config <file>',
        'Take options from a JSON or YAML file, by their names in camelCase (learningRate: 0.01); data names the table. A flag goes before the file',
      ),
    )
    .hook('preAction', async (_, actual) => {
      const { config } = actual.opts<{ config?: string }>()
      if (config === undefined) return
      const { takeConfigFile } = await import('../config-file.js')
      await takeConfigFile(actual, config)
    })
}

/** How an option that came from a file is called in messages: `'learningRate' in run.yaml`. Undefined for all others. */
export function nameInFile(command: Command | undefined, option: string): string | undefined {
  if (command?.getOptionValueSource(option) !== 'config') return undefined
  return `'${option}' in ${command.opts<{ config: string }>().config}`
}
