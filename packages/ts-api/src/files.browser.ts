import { MinibatchError } from './errors.js'
import { fetched, inMemory, type OpenSlices, type OpenSource } from './source.js'

/** A page has no files of its own: a path is an address relative to the page. */
export function openFile(path: string | URL, signal?: AbortSignal): Promise<OpenSource> {
  return fetched(path, signal)
}

/** The same for reading parts: it is fetched whole, for a table's columns are all read. */
export async function openSlices(path: string | URL, signal?: AbortSignal): Promise<OpenSlices> {
  return inMemory(await fetched(path, signal))
}

/** @throws MinibatchError IO_FAILED, always: a page cannot write a file by its path. */
export async function writeFile(path: string | URL, _bytes: Uint8Array): Promise<void> {
  throw new MinibatchError(
    'IO_FAILED',
    `Cannot write ${path}: this environment has no file system. Use toBytes() and offer the bytes as a download.`,
    { path: String(path) },
  )
}

/** @throws MinibatchError OPTION_INVALID, always */
export function temporaryFolder(): string {
  throw noFiles('Option memory')
}

/** @throws MinibatchError OPTION_INVALID, always */
export function absolutePath(_path: string | URL): string {
  throw noFiles('A file of prepared rows')
}

function noFiles(what: string): MinibatchError {
  return new MinibatchError('OPTION_INVALID', `${what} needs files, and this environment has no file system.`, { option: 'memory' })
}
