/**
 * Files the command line writes. A file appears whole or not at all: it is written beside its place under a temporary
 * name, flushed to the disk, and renamed.
 */
import { closeSync, existsSync, openSync, writeSync } from 'node:fs'
import { open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { CommandError, EXIT } from './exit.js'

/** Fails early, before anything is trained, where `path` cannot be written. */
export async function checkWritable(path: string): Promise<void> {
  const present = await stat(path).catch(() => undefined)
  if (present?.isDirectory()) throw cannotWrite(path, 'it is a folder; name a file in it')
  if (present !== undefined && !present.isFile()) return
  const temporary = await temporaryFor(path)
  try {
    // Only trying tells: rights do not bind everybody, and not every file system takes files.
    const file = await open(temporary, 'w')
    await file.close()
  } catch (cause) {
    throw cannotWrite(path, reason(cause, dirname(temporary)))
  } finally {
    await rm(temporary, { force: true }).catch(() => {})
  }
}

/**
 * Writes the pieces to `path`, whole or not at all; a device or a pipe takes them as they come.
 *
 * @throws CommandError IO_FAILED with the reason; the place is left as it was.
 */
export async function writeWhole(path: string, pieces: Iterable<Uint8Array | string>): Promise<void> {
  const present = await stat(path).catch(() => undefined)
  const renamed = present === undefined || present.isFile()
  const temporary = renamed ? await temporaryFor(path) : path
  try {
    await writePieces(temporary, pieces, renamed)
    if (renamed) await rename(temporary, await placeOf(path))
  } catch (cause) {
    if (renamed) await rm(temporary, { force: true }).catch(() => {})
    // What the pieces themselves throw is not a failure to write.
    if (cause instanceof Error && 'syscall' in cause) throw cannotWrite(path, reason(cause, dirname(temporary)))
    throw cause
  }
}

async function writePieces(path: string, pieces: Iterable<Uint8Array | string>, flushed: boolean): Promise<void> {
  const file = await open(path, 'w')
  try {
    for (const piece of pieces) await file.writeFile(piece)
    if (flushed) await file.sync()
  } finally {
    await file.close()
  }
}

/** A file that is written in the course of a run, for others to read meanwhile. */
export class GrowingFile {
  readonly #path: string
  readonly #handle: number

  private constructor(path: string, handle: number) {
    this.#path = path
    this.#handle = handle
  }

  /**
   * Makes the file, empty.
   *
   * @throws CommandError IO_FAILED
   */
  static open(path: string): GrowingFile {
    try {
      return new GrowingFile(path, openSync(path, 'w'))
    } catch (cause) {
      throw notWritten(path, cause)
    }
  }

  /** @throws CommandError IO_FAILED */
  append(piece: Uint8Array | string): void {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#handle, bytes, at)
    } catch (cause) {
      throw notWritten(this.#path, cause)
    }
  }

  close(): void {
    closeSync(this.#handle)
  }
}

/** What the system's refusal to write means to the user. */
export function notWritten(path: string, cause: unknown): CommandError {
  return cannotWrite(path, reason(cause, dirname(resolve(path))))
}

/** The file itself, where the path leads to it by links. */
function placeOf(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path))
}

async function temporaryFor(path: string): Promise<string> {
  const place = await placeOf(path)
  return join(dirname(place), `.${basename(place)}.${process.pid}.tmp`)
}

function cannotWrite(path: string, why: string): CommandError {
  return new CommandError('IO_FAILED', `Cannot write '${path}': ${why}.`, { details: { path }, exit: EXIT.failed })
}

function reason(cause: unknown, folder: string): string {
  const code = (cause as NodeJS.ErrnoException).code
  if (code === 'ENOENT' && existsSync(folder)) return `'${folder}' takes no files`
  if (code === 'ENOENT') return `the folder '${folder}' does not exist; make it first`
  if (code === 'ENOTDIR') return `'${folder}' is not a folder`
  if (code === 'EACCES' || code === 'EPERM') return `no permission to write in '${folder}'`
  if (code === 'EROFS') return `'${folder}' is on a read-only file system`
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'the disk is full'
  if (code === 'EISDIR') return 'it is a folder; name a file in it'
  if (code === 'EEXIST') return 'it is a file; name a folder'
  if (code === 'EFBIG') return 'it would be larger than the system allows a file to be'
  return cause instanceof Error ? cause.message : String(cause)
}
