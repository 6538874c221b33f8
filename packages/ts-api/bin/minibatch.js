#!/usr/bin/env node
// The command line is a package of its own, so that the library stays small: run it where it is installed.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const command = findCommand([import.meta.url, pathToFileURL(join(process.cwd(), 'package.json'))])
if (command) {
  await import(pathToFileURL(command).href)
} else {
  console.error('The minibatch command is not installed. Install it with: npm install @minibatch/cli')
  process.exitCode = 1
}

function findCommand(places) {
  for (const place of places) {
    try {
      return createRequire(place).resolve('@minibatch/cli/bin/minibatch.js')
    } catch {
      // Not installed beside this place: try the next.
    }
  }
  return undefined
}
