/** The built command as a child process, in a folder of its own. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the command lies: what a user's `minibatch` starts. */
export const COMMAND = fileURLToPath(new URL('../bin/minibatch.js', import.meta.url))

/** The project's folder of shared test data. */
export const FIXTURES = fileURLToPath(new URL('../../../fixtures', import.meta.url))

export interface Outcome {
  code: number | null
  stdout: string
  stderr: string
}

export interface RunSettings {
  cwd?: string
  input?: string | Uint8Array
  env?: Record<string, string>
  /** Told of the child once it runs. */
  onChild?: (child: ReturnType<typeof spawn>) => void
}

/** Runs `minibatch` with the arguments. No colours are forced and stderr is no terminal. */
export function minibatch(args: readonly string[], settings: RunSettings = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const { FORCE_COLOR: _, NO_COLOR: __, ...env } = process.env
    const child = spawn(process.execPath, [COMMAND, ...args], {
      cwd: settings.cwd,
      env: { ...env, ...settings.env },
      stdio: 'pipe',
    })
    const outcome: Outcome = { code: null, stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => (outcome.stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (outcome.stderr += text))
    child.on('error', reject)
    child.on('close', (code) => resolve({ ...outcome, code }))
    child.stdin.on('error', () => {})
    child.stdin.end(settings.input ?? '')
    settings.onChild?.(child)
  })
}

/** Runs a command that must succeed and print one JSON document. */
export async function document<T = Record<string, unknown>>(args: readonly string[], settings?: RunSettings): Promise<T> {
  const { code, stdout, stderr } = await minibatch([...args, '--json', '--quiet'], settings)
  if (code !== 0) throw new Error(`minibatch ${args.join(' ')} ended with ${code}: ${stderr}`)
  return JSON.parse(stdout) as T
}

/** A temporary folder with the given files; `remove` takes it away. */
export function folder(files: Record<string, string | Uint8Array> = {}): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'minibatch-cli-'))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content)
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** A table of two numbers and a target that depends on them, the same every time. */
export function smallTable(rows = 60): string {
  const lines = ['a,b,target']
  for (let i = 0; i < rows; i++) {
    const a = (i * 7) % 11
    const b = (i * 5) % 13
    lines.push(`${a},${b},${3 * a - 2 * b + 1 + ((i * 3) % 5) / 10}`)
  }
  return `${lines.join('\n')}\n`
}
