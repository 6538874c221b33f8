// Everything `npm test` runs, part by part, in the order in which a mistake is cheapest to find.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium } from './machine.mjs'
import { environment, Failure, findCommand, root, run, say, tools } from './process.mjs'
import { setUpNvrtc, setUpPython } from './setup.mjs'

const warnings = ['--', '-D', 'warnings']
const clippy = ['clippy', '--quiet', '--locked', '--workspace', '--all-targets']

/** Prints schema.json as the core's config/ says it. */
export const writeSchema = 'run --locked --quiet -p minibatch-core --example write_schema --features schema'.split(' ')

/** Checks of the sources that need no test to run. */
export async function lint(tally) {
  await check(tally, 'cargo fmt', 'cargo', ['fmt', '--all', '--check'])
  await check(tally, 'clippy', 'cargo', [...clippy, '--features', 'node,schema,cuda', ...warnings])
  const wasm = ['clippy', '--quiet', '--locked', '--lib', '--target', 'wasm32-unknown-unknown', '--features', 'wasm']
  await check(tally, 'clippy for wasm', 'cargo', [...wasm, ...warnings])
  await check(tally, 'clippy for the small wasm', 'cargo', [...wasm, '--no-default-features', ...warnings])
  await checkSchema(tally)
  await check(tally, 'oxlint', 'oxlint', ['--deny-warnings'])
  await check(tally, 'types', 'tsc', ['-b'])
}

/** The core's tests here, and its kernels on NEON where qemu and a cross linker are installed. */
export async function rustTests(tally) {
  await findOrInstallCompiler()
  const options = ['test', '--locked', '--workspace', '--no-fail-fast', '--features']
  const all = [...options, 'schema,cuda', '--', '--show-output']
  tally.addCargo('cargo test', await announced('cargo test', 'cargo', all))
  await neonTests(tally, [...options, 'schema'])
}

/** The kernels of a GPU are run on the host by a C++ compiler. */
async function findOrInstallCompiler() {
  if (findCommand(environment.CXX ?? 'c++')) return
  if (mayInstall()) await install('g++')
}

/** The images of the GPU kernels are checked in: NVRTC makes the same ones of the sources, and they keep to their budgets. */
export async function kernelImages(tally) {
  const name = 'kernels.bin'
  try {
    const { python, folder } = await setUpNvrtc()
    say(`-- ${name}`)
    await check(tally, name, python, [join(root, 'scripts/kernels.py'), folder, '--check'])
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    tally.skip(name, error.message)
  }
}

async function neonTests(tally, options) {
  const name = 'kernels on NEON'
  if (process.arch === 'arm64') return // the tests above ran on it
  const triple = 'aarch64-unknown-linux-gnu'
  const missing = ['qemu-aarch64', 'aarch64-linux-gnu-gcc'].filter((command) => !findCommand(command))
  const { stdout } = await run('rustc', ['--print', 'target-libdir', '--target', triple])
  if (!existsSync(stdout.trim())) missing.push(`rustup target ${triple}`)
  if (missing.length > 0) return tally.skip(name, `needs ${missing.join(', ')}`)
  const names = ['kernel_matches_reference', 'dense_kernels', 'determinism', 'pairwise', 'golden', 'rng']
  const kernels = [...options, '--target', triple, ...names.flatMap((name) => ['--test', name])]
  tally.addCargo(name, await announced(name, 'cargo', [...kernels, '--', '--show-output']))
}

/** vitest: the library on native and WASM, the command line, the page, the packed packages. */
export async function vitest(tally) {
  await findOrInstallChromium(tally)
  const report = join(tools, 'report', 'vitest.json')
  mkdirSync(join(tools, 'report'), { recursive: true })
  rmSync(report, { force: true })
  const options = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  tally.addVitest('vitest', await announced('vitest', 'vitest', options), report)
}

/** A machine of a CI may be changed, a user's may not. */
function mayInstall() {
  return environment.CI && process.getuid?.() === 0 && findCommand('apt-get')
}

async function install(name) {
  say(`Installing ${name} by apt-get, about a minute, once`)
  await run('apt-get', ['update'])
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['install', '-y', '--no-install-recommends', name], { env })
}

/** Without a browser its tests are left out with the reason. */
async function findOrInstallChromium(tally) {
  if (!findChromium() && mayInstall()) await install('chromium')
  if (!findChromium()) tally.skip('tests in the browser', 'no Chromium: install it, or set CHROMIUM_PATH')
}

/** What Python's own libraries read in our files. */
export async function pythonTests(tally) {
  const name = 'checks in Python'
  if (!existsSync(join(root, 'test/python'))) return
  try {
    const python = await setUpPython()
    const options = ['-m', 'unittest', 'discover', '-v', '-s', 'test/python']
    tally.addPython(name, await announced(name, python, options, { PYTHONDONTWRITEBYTECODE: '1' }))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    tally.skip(name, error.message)
  }
}

/** schema.json is checked in, because types and flags are made from it; it must be what the core's config/ says. */
async function checkSchema(tally) {
  const file = join(root, 'packages/core-rs/schema.json')
  const { code, stdout, output } = await run('cargo', writeSchema)
  const current = code === 0 && existsSync(file) && readFileSync(file, 'utf8') === stdout
  if (!current) {
    say(code === 0 ? 'schema.json is not current: run npm run schema' : output)
  }
  tally.check('schema.json', current)
}

/** One command that passes or fails as a whole; its output is shown only when it fails. */
async function check(tally, name, command, options) {
  const { code, output } = await run(command, options)
  if (code !== 0) say(output)
  tally.check(name, code === 0)
}

function announced(name, command, options, env = {}) {
  say(`-- ${name}`)
  return run(command, options, { show: 'all', env })
}
