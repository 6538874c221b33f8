import { randomUUID } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

import { MinibatchError } from './errors.js'
import type { OpenSource, OpenSlices } from './source.js'

const CHUNK = 1 << 20

/** Where files without a name lie. */
export function temporaryFolder(): string {
  return tmpdir()
}

/** The path of a file, whatever the working directory becomes. */
export function absolutePath(file: string | URL): string {
  return resolve(pathOf(file))
}

/**
 * Opens a file for reading.
 *
 * @throws MinibatchError IO_FAILED
 */
export async function openFile(file: string | URL, _signal?: AbortSignal): Promise<OpenSource> {
  const path = pathOf(file)
  try {
    const handle = await open(path, 'r')
    const { size } = await handle.stat()
    const chunks = handle.createReadStream({ highWaterMark: CHUNK })
    return { name: basename(path), size, chunks: reading(chunks, path) }
  } catch (error) {
    throw failed('read', path, error)
  }
}

/**
 * Opens a file for reading parts of it.
 *
 * @throws MinibatchError IO_FAILED
 */
export async function openSlices(file: string | URL, _signal?: AbortSignal): Promise<OpenSlices> {
  const path = pathOf(file)
  try {
    const handle = await open(path, 'r')
    const { size } = await handle.stat()
    return {
      name: basename(path),
      size,
      slice: (start, end) => readSlice(handle, path, [start, end]),
      close: () => handle.close(),
    }
  } catch (error) {
    throw failed('read', path, error)
  }
}

async function readSlice(handle: FileHandle, path: string, [start, end]: [number, number]): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(Math.max(0, end - start))
  try {
    for (let at = 0; at < bytes.length; ) {
      const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at)
      if (bytesRead === 0) return bytes.buffer.slice(0, at)
      at += bytesRead
    }
  } catch (error) {
    throw failed('read', path, error)
  }
  return bytes.buffer
}

/**
 * Writes a file whole or not at all: a temporary file beside it, forced to the disk, then renamed.
 *
 * @throws MinibatchError IO_FAILED
 */
export async function writeFile(file: string | URL, bytes: Uint8Array): Promise<void> {
  const path = pathOf(file)
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`)
  try {
    const handle = await open(temporary, 'wx')
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw failed('write', path, error)
  }
}

async function* reading(chunks: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks
  } catch (error) {
    throw failed('read', path, error)
  }
}

function pathOf(file: string | URL): string {
  return typeof file === 'string' ? file : fileURLToPath(file)
}

const CAUSES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder. Check the path',
  EACCES: 'permission is denied. Check the rights of the file and its folder',
  EISDIR: 'it is a folder. Name a file in it',
  ENOTDIR: 'a part of the path is a file. Check the path',
  ENOSPC: 'the disk is full. Free some space',
  EROFS: 'the disk is read-only. Choose another folder',
}

function failed(verb: 'read' | 'write', path: string, error: unknown): unknown {
  const systemCode = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (error instanceof MinibatchError || !systemCode) return error
  const reason = CAUSES[systemCode] ?? (error as Error).message
  return new MinibatchError(
    'IO_FAILED',
    `Cannot ${verb} ${path}: ${reason} (${systemCode}; full path ${resolve(path)}).`,
    { path, systemCode },
    { cause: error },
  )
}
