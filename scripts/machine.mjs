// What the machine brings: Node, a C linker, cargo, Python, a browser. Each is found, or said to be missing.
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { environment, Failure, findCommand, prependPath, root, run, say } from './process.mjs'

const oldest = [20, 19]

/** The Rust toolchain the project is built with: `{ channel, components, targets }` of rust-toolchain.toml. */
export function rustToolchain() {
  const text = readFileSync(join(root, 'rust-toolchain.toml'), 'utf8')
  const list = (name) => [...(text.match(`${name} = \\[(.*)\\]`)?.[1] ?? '').matchAll(/"([^"]+)"/g)].map((m) => m[1])
  return { channel: text.match(/channel = "([^"]+)"/)[1], components: list('components'), targets: list('targets') }
}

export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return
  throw new Failure(`Node ${oldest.join('.')} or newer is needed, this is ${process.versions.node}: see https://nodejs.org`)
}

/** rustc links with `cc`; where only gcc or clang is installed, it is told so. */
export function checkLinker() {
  if (process.platform === 'win32' || findCommand('cc')) return
  const linker = findCommand('gcc') ?? findCommand('clang')
  if (!linker) throw new Failure('A C linker is needed: install gcc or clang')
  environment.CC = linker
  const triple = { 'linux-x64': 'X86_64_UNKNOWN_LINUX_GNU', 'linux-arm64': 'AARCH64_UNKNOWN_LINUX_GNU' }
  const name = triple[`${process.platform}-${process.arch}`]
  if (name) environment[`CARGO_TARGET_${name}_LINKER`] = linker
}

/** The path of cargo, which may lie in its home beside PATH, or undefined. */
export function findCargo() {
  const own = join(environment.CARGO_HOME ?? join(homedir(), '.cargo'), 'bin')
  if (!findCommand('cargo') && existsSync(join(own, 'cargo'))) prependPath(own)
  return findCommand('cargo')
}

/** True when the cargo of this machine can build everything here; a rustup on it is asked for what it lacks. */
export async function completeCargo() {
  if (!findCargo()) return false
  if (await cargoIsComplete()) return true
  if (!findCommand('rustup')) return false
  say(`Installing Rust ${rustToolchain().channel} by the rustup on this machine, about a minute, once`)
  return (await run('rustup', installToolchain())).code === 0 && (await cargoIsComplete())
}

/** The options that make rustup install all that rust-toolchain.toml names. */
export function installToolchain() {
  const { channel, components, targets } = rustToolchain()
  const options = ['toolchain', 'install', channel, '--profile', 'minimal', '--no-self-update']
  return [...options, ...components.flatMap((c) => ['--component', c]), ...targets.flatMap((t) => ['--target', t])]
}

async function cargoIsComplete() {
  const { channel, targets } = rustToolchain()
  const version = await run('cargo', ['--version'])
  if (version.code !== 0 || !isAtLeast(version.output, channel)) return false
  for (const command of [['clippy', '--version'], ['fmt', '--version']]) {
    if ((await run('cargo', command)).code !== 0) return false
  }
  for (const target of targets) {
    const { stdout } = await run('rustc', ['--print', 'target-libdir', '--target', target])
    if (!existsSync(stdout.trim())) return false
  }
  return true
}

function isAtLeast(output, wanted) {
  const got = output.match(/(\d+)\.(\d+)\.(\d+)/)?.slice(1).map(Number)
  const [major, minor] = wanted.split('.').map(Number)
  return got !== undefined && (got[0] > major || (got[0] === major && got[1] >= minor))
}

/** The Chromium of the browser tests, or undefined. */
export function findChromium() {
  const places = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome']
  return places.find((path) => path && existsSync(path))
}

/** A Python 3.9 or newer that can make a virtual environment, or undefined. */
export async function findPython() {
  for (const name of ['python3', 'python3.11', 'python']) {
    const probe = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 9))'
    if (findCommand(name) && (await run(name, ['-c', probe])).code === 0) return name
  }
  return undefined
}
