// Where a bench keeps what it found: results/KIND/MACHINE-DATE.json, or the file that was asked for.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { slugOf } from './machine.mjs'

/** The result has the machine and the date among the rest. */
export function store(kind, result, out) {
  const path = out ? resolve(out) : join(import.meta.dirname, 'results', kind, `${slugOf(result.machine)}-${result.date}.json`)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify(result, null, 1)}\n`)
}
