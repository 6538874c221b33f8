// Child processes: started with one environment, their output shown, kept or both.
import { spawn } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** What set-up installs lives here and nowhere else; deleting it undoes the set-up. */
export const tools = join(root, '.tools')

/** A failure that is one sentence for the user, without a stack. */
export class Failure extends Error {}

/** The environment of every child. Variables npm sets for its own child would steer the pnpm and npm started here. */
export const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))),
  PATH: [
    join(tools, 'bin'),
    join(tools, 'node_modules', '.bin'),
    join(root, 'node_modules', '.bin'),
    process.env.PATH,
  ].join(delimiter),
  TURBO_TELEMETRY_DISABLED: '1',
  TURBO_NO_UPDATE_NOTIFIER: '1',
}

/** Puts a folder first on the PATH of every child. */
export function prependPath(folder) {
  environment.PATH = [folder, environment.PATH].join(delimiter)
}

/** The path of a command on PATH, or undefined. */
export function findCommand(name) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : ['']
  for (const folder of environment.PATH.split(delimiter)) {
    for (const ending of endings) {
      const path = join(folder, name + ending)
      if (folder && existsSync(path) && statSync(path).isFile()) return path
    }
  }
  return undefined
}

/** Colours only where a person reads. */
const colours = process.stderr.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }

/**
 * Runs a command to its end and gives `{ code, stdout, output }`, the output being stdout and stderr together; never
 * throws. `show`: 'all' passes the output on as it comes, to stderr (stdout is kept for results); 'none' only keeps it.
 */
export function run(command, options = [], { show = 'none', cwd = root, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, options, {
      cwd,
      env: { ...environment, ...colours, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && !command.endsWith('.exe'),
    })
    const both = []
    const results = []
    const take = (piece) => {
      both.push(piece)
      if (show === 'all') process.stderr.write(piece)
    }
    child.stdout.on('data', take).on('data', (piece) => results.push(piece))
    child.stderr.on('data', take)
    const text = (pieces) => Buffer.concat(pieces).toString()
    const finish = (code, last = '') => resolve({ code, stdout: text(results), output: text(both) + last })
    child.on('error', (error) => finish(127, error.message))
    child.on('close', (code) => finish(code ?? 1))
  })
}

/** Runs a command that must succeed and gives its stdout; otherwise shows what it said and fails with the sentence. */
export async function must(sentence, command, options, settings) {
  const { code, stdout, output } = await run(command, options, settings)
  if (code === 0) return stdout
  if (settings?.show !== 'all') process.stderr.write(output)
  throw new Failure(sentence)
}

/** Runs a command with this terminal as its own and gives its exit code. */
export function attach(command, options, { cwd = root, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, options, { cwd, env: { ...environment, ...env }, stdio: 'inherit' })
    // Ctrl-C reaches the child as well: it ends in its own way, and this process with its code.
    process.on('SIGINT', waitForChild)
    child.on('error', () => resolve(127))
    child.on('close', (code, signal) => {
      process.off('SIGINT', waitForChild)
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1))
    })
  })
}

function waitForChild() {}

/** One line about what takes its time. */
export function say(line) {
  process.stderr.write(`${line}\n`)
}
