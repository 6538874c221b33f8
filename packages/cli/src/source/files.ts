/** Files a table is read from: which ones a name means, and how they begin. */
import { constants } from 'node:fs'
import { access, open, stat } from 'node:fs/promises'
import { CommandError } from '../exit.js'
import { HEAD } from './kind.js'

/** Whether a name is a pattern; one that names a file is that file. */
export async function isPattern(path: string): Promise<boolean> {
  return /[*?[{]/.test(path) && (await stat(path).catch(() => undefined)) === undefined
}

/**
 * The files of a pattern, sorted by code point.
 *
 * @throws CommandError IO_FAILED where there is none
 */
export async function filesOf(pattern: string): Promise<string[]> {
  const { glob } = await import('tinyglobby')
  const files = await glob(pattern, { expandDirectories: false, onlyFiles: true })
  if (files.length === 0) {
    throw new CommandError('IO_FAILED', `Cannot read '${pattern}': no file has such a name. Check the pattern.`, { details: { path: pattern } })
  }
  return files.sort((one, other) => (one < other ? -1 : 1))
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file. Check the path',
  ENOTDIR: 'a part of the path is a file. Check the path',
  EACCES: 'permission is denied. Check the rights of the file and its folder',
  EISDIR: 'it is a folder. Name a file in it, or a pattern such as folder/*.csv',
}

/**
 * The first bytes of a file; none of what is no plain file, such as a pipe, whose bytes are there once.
 *
 * @throws CommandError IO_FAILED for a file that cannot be read
 */
export async function headOf(path: string): Promise<Uint8Array> {
  try {
    const found = await stat(path)
    if (found.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' })
    await access(path, constants.R_OK)
    if (!found.isFile()) return new Uint8Array(0)
    const file = await open(path, 'r')
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(HEAD), 0, HEAD, 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  } catch (cause) {
    throw cannotRead(path, cause)
  }
}

export function cannotRead(path: string, cause: unknown): Error {
  const { code, message } = cause as NodeJS.ErrnoException
  if (code === undefined) return cause as Error
  return new CommandError('IO_FAILED', `Cannot read '${path}': ${REASONS[code] ?? message} (${code}).`, { details: { path, systemCode: code } })
}
