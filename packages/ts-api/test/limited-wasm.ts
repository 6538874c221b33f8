/** WebAssembly with little memory: a trap without words, told as what it is. */
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { Core } from '../dist/backend/types.js'
import { calling, MinibatchError } from '../dist/errors.js'

const PAGE = 65_536

/** The module with a limit to its memory, in pages: the section of memories says `least`, and then `least and most`. */
function limited(module: Uint8Array, most: number): Uint8Array<ArrayBuffer> {
  const MEMORIES = 5
  let at = 8 // after the magic number and the version
  for (;;) {
    const [size, start] = number(module, at + 1)
    if (module[at] === MEMORIES) {
      const [flags, leastAt] = number(module, start + 1)
      const [least, end] = number(module, leastAt)
      expect([module[start], flags, end]).toEqual([1, 0, start + size])
      const memory = [1, 1, ...written(least), ...written(most)]
      return Uint8Array.from([...module.subarray(0, at), MEMORIES, ...written(memory.length), ...memory, ...module.subarray(end)])
    }
    at = start + size
  }
}

/** A number in LEB128, and where it ends. */
function number(bytes: Uint8Array, at: number): [value: number, end: number] {
  let value = 0
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++]!
    value |= (byte & 127) << shift
    if (byte < 128) return [value, at]
  }
}

function written(value: number): number[] {
  const bytes: number[] = []
  for (; value > 127; value >>= 7) bytes.push((value & 127) | 128)
  return [...bytes, value]
}

/** Reads a table of text into a core that has 64 MiB until there is no more, and looks at the error. */
export async function fillToTheLimit(open: (module: Uint8Array<ArrayBuffer>) => Core | Promise<Core>): Promise<void> {
  const module = readFileSync(new URL('../wasm/core_bg.wasm', import.meta.url))
  const core = await open(limited(module, (64 << 20) / PAGE))
  const reader = new core.TableReader('{}')
  const piece = new TextEncoder().encode(`x,y\n${'a text that takes room,1\n'.repeat(100_000)}`)
  const read = () => {
    for (let i = 0; i < 100; i++) calling(() => reader.pushBytes(piece))
  }
  expect(read).toThrow(
    expect.objectContaining({
      code: 'OUT_OF_MEMORY',
      message: expect.stringMatching(/^Not enough memory: WebAssembly could not have \d+ bytes more\./),
      details: { bytes: expect.any(Number), held: expect.any(Number) },
    }),
  )
  const { held } = failureOf(read).details as { held: number }
  expect(held).toBeGreaterThan(32 << 20)
  expect(held).toBeLessThanOrEqual(64 << 20)
}

function failureOf(call: () => void): MinibatchError {
  try {
    call()
  } catch (error) {
    if (error instanceof MinibatchError) return error
    throw error
  }
  throw new Error('Nothing failed.')
}
