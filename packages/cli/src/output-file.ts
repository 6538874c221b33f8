/**
 * Files the command line writes. A file appears whole or not at all: it is written beside its place under a temporary
 * name, flushed to the disk, and renamed.
 */
import { constants } from 'node:fs'
import { access, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { CommandError, EXIT } from './exit.js'

/** Fails early, before anything is trained, where `path` cannot be written. */
export async function checkWritable(path: string): Promise<void> {
  const folder = dirname(resolve(path))
  try {
    if (!(await stat(folder)).isDirectory()) throw new Error('not a folder')
    await access(folder, constants.W_OK)
  } catch (cause) {
    throw cannotWrite(path, reason(cause, folder))
  }
  const present = await stat(path).catch(() => undefined)
  if (present?.isDirectory()) throw cannotWrite(path, 'it is a folder; name a file in it')
}

/**
 * Writes the pieces to `path`, whole or not at all.
 *
 * @throws CommandError IO_FAILED with the reason; the place is left as it was.
 */
export async function writeWhole(path: string, pieces: Iterable<Uint8Array | string>): Promise<void> {
  const target = resolve(path)
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`)
  try {
    const file = await open(temporary, 'wx')
    try {
      for (const piece of pieces) await file.writeFile(piece)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, target)
  } catch (cause) {
    await rm(temporary, { force: true })
    // What the pieces themselves throw is not a failure to write.
    if (cause instanceof Error && 'syscall' in cause) throw cannotWrite(path, reason(cause, dirname(target)))
    throw cause
  }
}

function cannotWrite(path: string, why: string): CommandError {
  return new CommandError('IO_FAILED', `Cannot write '${path}': ${why}.`, { details: { path }, exit: EXIT.failed })
}

function reason(cause: unknown, folder: string): string {
  const code = (cause as NodeJS.ErrnoException).code
  if (code === 'ENOENT') return `the folder '${folder}' does not exist; make it first`
  if (code === 'ENOTDIR') return `'${folder}' is not a folder`
  if (code === 'EACCES' || code === 'EPERM') return `no permission to write in '${folder}'`
  if (code === 'EROFS') return `'${folder}' is on a read-only file system`
  if (code === 'ENOSPC') return 'the disk is full'
  return cause instanceof Error ? cause.message : String(cause)
}
