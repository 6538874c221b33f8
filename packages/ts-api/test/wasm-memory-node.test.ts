/** Node's core in WebAssembly, which is opened by the first call that needs it. The module's glue is one a process. */
import { test } from 'vitest'
import { openWasmSync } from '../dist/backend/wasm.node.js'
import { fillToTheLimit } from './limited-wasm.js'

test('a table that finds no room is OUT_OF_MEMORY in Node too', () => fillToTheLimit(openWasmSync))
