/** A WebAssembly module with a limit to its memory: what a device with little memory does to a page. */
const page = 65_536
/** The section that declares memories. */
const memories = 5

/** The module with at most so many bytes of memory: the section said `least`, and now says `least and most`. */
export function limitedTo(module: Uint8Array, bytes: number): Uint8Array {
  let at = 8 // after the magic number and the version
  for (;;) {
    const [size, start] = numberAt(module, at + 1)
    if (module[at] === memories) {
      const [flags, leastAt] = numberAt(module, start + 1)
      const [least, end] = numberAt(module, leastAt)
      if (module[start] !== 1 || flags !== 0 || end !== start + size) throw new Error('The module declares its memory otherwise.')
      const memory = [1, 1, ...written(least), ...written(bytes / page)]
      return Uint8Array.from([...module.subarray(0, at), memories, ...written(memory.length), ...memory, ...module.subarray(end)])
    }
    at = start + size
  }
}

/** A number in LEB128, and where it ends. */
function numberAt(bytes: Uint8Array, from: number): [value: number, end: number] {
  let [value, at] = [0, from]
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++]
    value |= (byte & 127) << shift
    if (byte < 128) return [value, at]
  }
}

function written(value: number): number[] {
  const bytes: number[] = []
  for (; value > 127; value >>= 7) bytes.push((value & 127) | 128)
  return [...bytes, value]
}
