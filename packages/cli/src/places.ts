/** The files a command reads and writes: no two of them may be one, or it would write over what it needs. */
import { resolve } from 'node:path'
import { CommandError } from './exit.js'

/** Files by what the user calls them; undefined where there is none. */
export type Places = Readonly<Record<string, string | undefined>>

/**
 * Refuses to write over what is read, or written otherwise.
 *
 * @throws CommandError OPTION_INVALID
 */
export function checkApart(read: Places, written: Places): void {
  const taken = new Map<string, string>()
  for (const [name, path] of Object.entries(read)) if (path !== undefined) taken.set(resolve(path), name)
  for (const [name, path] of Object.entries(written)) {
    if (path === undefined || path.startsWith('/dev/')) continue
    const other = taken.get(resolve(path))
    if (other !== undefined) throw new CommandError('OPTION_INVALID', `Option ${name} would write over ${other}, '${path}'. Name another file.`)
    taken.set(resolve(path), name)
  }
}
