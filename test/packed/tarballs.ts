/** The packages as npm would publish them, and empty folders that install them. */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../..', import.meta.url))
const programs = fileURLToPath(new URL('programs', import.meta.url))

/** Folder of this test run: tarballs and installations, removed at the end. */
export const place = mkdtempSync(join(tmpdir(), 'minibatch-packed-'))

export interface Outcome {
  code: number
  stdout: string
  stderr: string
}

/** Runs a command as a user would: nothing of the workspace in its environment. */
export async function run(command: string, options: string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const clean = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|VITEST|MINIBATCH_)/i.test(name))
  try {
    const settings = { cwd, env: { ...Object.fromEntries(clean), ...env }, maxBuffer: 1 << 26 }
    return { code: 0, ...(await promisify(execFile)(command, options, settings)) }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: unknown; stdout?: string; stderr?: string }
    return { code: typeof code === 'number' ? code : 127, stdout: stdout ?? '', stderr: stderr ?? String(error) }
  }
}

async function must(command: string, options: string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await run(command, options, cwd)
  if (code !== 0) throw new Error(`${command} ${options.join(' ')} ended with ${code}:\n${stdout}${stderr}`)
  return stdout
}

/** Packs a workspace package by pnpm, which turns `workspace:` and `catalog:` into versions; gives the tarball. */
export async function pack(folder: string): Promise<string> {
  const before = new Set(readdirSync(place))
  await must('pnpm', ['pack', '--pack-destination', place], join(root, folder))
  const made = readdirSync(place).filter((name) => name.endsWith('.tgz') && !before.has(name))
  if (made.length !== 1) throw new Error(`Expected one tarball of ${folder}, got ${made.length}: ${made.join(', ')}`)
  return join(place, made[0]!)
}

/** An empty project that npm installs the tarballs into, without running any script. */
export async function install(name: string, tarballs: string[]): Promise<string> {
  const folder = join(place, name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, private: true }))
  cpSync(programs, folder, { recursive: true })
  const options = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline']
  await must('npm', [...options, ...tarballs], folder)
  return folder
}

/** Paths in a tarball, without its `package/`. */
export async function contents(tarball: string): Promise<string[]> {
  const list = await must('tar', ['-tzf', tarball], place)
  return list.trim().split('\n').map((path) => path.replace(/^package\//, ''))
}

export function removePlace(): void {
  rmSync(place, { recursive: true, force: true })
}
