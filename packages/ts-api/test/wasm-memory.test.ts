/** A page's core, which is loaded by an awaited call. */
import { test } from 'vitest'
import { openWasm } from '../dist/backend/wasm.js'
import { fillToTheLimit } from './limited-wasm.js'

test('a table that finds no room is OUT_OF_MEMORY, with the bytes that could not be had', () => fillToTheLimit(openWasm))
