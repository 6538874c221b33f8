/** Flags of the commands that draw. */
import { type Command, Option } from 'commander'
import { FIGURE_NAMES, type FigureName } from '../picture/names.js'

/**
 * Adds `--plot` and `--figure`.
 *
 * @param shown what is drawn where no picture is named
 * @param names the pictures of the command; default all
 */
export function addPlotFlags(command: Command, shown: string, names: readonly FigureName[] = FIGURE_NAMES): Command {
  return command
    .addOption(new Option('--plot <terminal|file>', `Draw ${shown}; in FILE.html every picture that fits`))
    .addOption(new Option('--figure <name>', 'Draw this picture alone, in the terminal where --plot names no file').choices(names))
}
