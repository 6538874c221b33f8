// What set-up puts into .tools and node_modules, each piece once: a stamp beside it holds what it was made from.
import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkLinker, completeCargo, findCargo, findPython, installToolchain, rustToolchain } from './machine.mjs'
import { environment, Failure, must, prependPath, root, run, say, tools } from './process.mjs'

const offline = 'is the network reachable? Run the command again when it is'

/**
 * Does the work unless its stamp says that it was done from the same key and what it made is still there.
 * The work may return a value, which the stamp keeps.
 */
async function once(name, { key, made }, work) {
  const file = join(tools, 'stamps', `${name}.json`)
  if (existsSync(file) && existsSync(made)) {
    const stamp = JSON.parse(readFileSync(file, 'utf8'))
    if (stamp.key === key) return stamp.value
  }
  const value = await work()
  mkdirSync(join(tools, 'stamps'), { recursive: true })
  writeFileSync(file, JSON.stringify({ key, value }))
  return value
}

/** One hash over the contents of files, named from the root. */
function digest(files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

/** Rust: the machine's own where it can build everything, else rustup's minimal toolchain in .tools. */
export async function setUpRust() {
  checkLinker()
  const key = `${digest(['rust-toolchain.toml'])} ${process.env.PATH}`
  const home = await once('rust', { key, made: tools }, async () => ((await completeCargo()) ? 'machine' : await installRust()))
  if (home === 'own') useOwnRust()
  else findCargo()
}

function useOwnRust() {
  environment.CARGO_HOME = join(tools, 'cargo')
  environment.RUSTUP_HOME = join(tools, 'rustup')
  delete environment.RUSTUP_TOOLCHAIN
  prependPath(join(tools, 'cargo', 'bin'))
}

async function installRust() {
  const { channel } = rustToolchain()
  say(`No cargo with Rust ${channel} on this machine: installing it into .tools by rustup, about a minute, once`)
  useOwnRust()
  mkdirSync(tools, { recursive: true })
  const installer = await downloadRustup()
  const options = ['-y', '--no-modify-path', '--profile', 'minimal', '--default-toolchain', 'none']
  const env = { RUSTUP_INIT_SKIP_PATH_CHECK: 'yes' }
  await must(`rustup did not install: ${offline}`, installer, options, { env })
  rmSync(installer)
  await must(`Rust ${channel} did not install: ${offline}`, 'rustup', installToolchain())
  return 'own'
}

/** Downloads rustup's installer and proves it by the hash published beside it. */
async function downloadRustup() {
  const server = environment.RUSTUP_UPDATE_ROOT ?? 'https://static.rust-lang.org/rustup'
  const ending = process.platform === 'win32' ? '.exe' : ''
  const url = `${server}/dist/${hostTriple()}/rustup-init${ending}`
  const [program, published] = await Promise.all([download(url), download(`${url}.sha256`)])
  const hash = createHash('sha256').update(program).digest('hex')
  if (!published.toString().startsWith(hash)) throw new Failure(`${url} does not have the hash published beside it`)
  const path = join(tools, `rustup-init${ending}`)
  writeFileSync(path, program)
  chmodSync(path, 0o755)
  return path
}

async function download(url) {
  try {
    const answer = await fetch(url)
    if (!answer.ok) throw new Error(`status ${answer.status}`)
    return Buffer.from(await answer.arrayBuffer())
  } catch (error) {
    throw new Failure(`${url} could not be read (${error.cause?.code ?? error.message}): ${offline}`)
  }
}

function hostTriple() {
  const triples = {
    'linux-x64': 'x86_64-unknown-linux-gnu',
    'linux-arm64': 'aarch64-unknown-linux-gnu',
    'darwin-x64': 'x86_64-apple-darwin',
    'darwin-arm64': 'aarch64-apple-darwin',
    'win32-x64': 'x86_64-pc-windows-msvc',
  }
  const triple = triples[`${process.platform}-${process.arch}`]
  if (!triple) throw new Failure(`No rustup for ${process.platform} on ${process.arch}: install Rust, then run again`)
  return triple
}

/** pnpm of the version package.json names, and all packages by the lockfile. */
export async function setUpPackages() {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const pnpm = { key: `${packageManager} ${process.version}`, made: join(tools, 'node_modules/pnpm') }
  await once('pnpm', pnpm, async () => {
    const sentence = `${packageManager} did not install from the npm registry: ${offline}`
    const options = ['install', '--prefix', tools, '--no-save', '--ignore-scripts', '--loglevel=error', packageManager]
    await must(sentence, 'npm', options)
    // Its install script puts the native program in place. npm may be told to run none, so it is called by name.
    await must(sentence, process.execPath, [join(tools, 'node_modules/pnpm/install.js')])
  })
  const key = `${digest(['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests()])} ${process.version}`
  await once('packages', { key, made: join(root, 'node_modules/.modules.yaml') }, async () => {
    say('Installing the npm packages, about 10 seconds, once')
    await must(`The npm packages did not install: ${offline}`, 'pnpm', ['install', '--frozen-lockfile'])
  })
}

function manifests() {
  const folders = ['packages', 'packages/core-rs/npm'].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => `${parent}/${name}/package.json`),
  )
  return ['package.json', ...folders.filter((file) => existsSync(join(root, file)))]
}

/** wasm-pack and the wasm-bindgen command, built from the locked crate scripts/wasm-tools. */
export async function setUpWasmTools() {
  const key = digest(['scripts/wasm-tools/Cargo.lock', 'scripts/wasm-tools/Cargo.toml', 'rust-toolchain.toml'])
  await once('wasm-tools', { key, made: join(tools, 'bin') }, async () => {
    checkWasmBindgenVersions()
    say('Building wasm-pack and wasm-bindgen, about a minute, once')
    const target = join(tools, 'wasm-tools')
    const options = ['build', '--locked', '--manifest-path', 'scripts/wasm-tools/Cargo.toml', '--target-dir', target]
    await must(`wasm-pack and wasm-bindgen did not build: ${offline}`, 'cargo', options)
    mkdirSync(join(tools, 'bin'), { recursive: true })
    const ending = process.platform === 'win32' ? '.exe' : ''
    for (const [built, name] of [['pack', 'wasm-pack'], ['bindgen', 'wasm-bindgen']]) {
      copyFileSync(join(target, 'debug', built + ending), join(tools, 'bin', name + ending))
    }
    rmSync(target, { recursive: true })
  })
}

/** The crate and the command refuse each other unless their versions are the same. */
function checkWasmBindgenVersions() {
  const crate = findVersion('packages/core-rs/Cargo.toml', /wasm-bindgen = .*"=([\d.]+)"/)
  const command = findVersion('scripts/wasm-tools/Cargo.toml', /wasm-bindgen-cli = .*"=([\d.]+)"/)
  if (crate === command) return
  throw new Failure(`wasm-bindgen is ${crate} in packages/core-rs/Cargo.toml and ${command} in scripts/wasm-tools/Cargo.toml: make them equal`)
}

function findVersion(file, pattern) {
  return readFileSync(join(root, file), 'utf8').match(pattern)?.[1]
}

/**
 * The Python of the checks that read our files with Python's own libraries: the one MINIBATCH_PYTHON names, else one in
 * .tools. Gives its path, or throws a Failure that says why there is none.
 */
export async function setUpPython() {
  if (process.env.MINIBATCH_PYTHON) return process.env.MINIBATCH_PYTHON
  const requirements = 'test/python/requirements.txt'
  const home = join(tools, 'python')
  const python = join(home, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
  await once('python', { key: digest([requirements]), made: python }, async () => {
    const system = await findPython()
    if (!system) throw new Failure('no Python 3.9 or newer with venv on this machine')
    say('Installing NumPy, ONNX, safetensors and TensorBoard for the checks in Python, about 30 seconds, once')
    rmSync(home, { recursive: true, force: true })
    const made = await run(system, ['-m', 'venv', home])
    if (made.code !== 0) throw new Failure('python -m venv failed')
    const installed = await run(python, ['-m', 'pip', 'install', '--quiet', '-r', join(root, requirements)])
    if (installed.code !== 0) throw new Failure('pip could not install NumPy, ONNX and safetensors')
  })
  return python
}

/** NVRTC, which compiles the GPU kernels without a GPU, and a Python to call it. Gives `{ python, folder }`, or throws a Failure. */
export async function setUpNvrtc() {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Failure('NVRTC is for Linux on x64 here')
  const requirements = 'scripts/nvrtc-requirements.txt'
  const folder = join(tools, 'nvrtc')
  const python = await findPython()
  if (!python) throw new Failure('no Python 3.9 or newer with venv on this machine')
  await once('nvrtc', { key: digest([requirements]), made: folder }, async () => {
    say('Installing NVRTC for the GPU kernels, 90 MB, once')
    rmSync(folder, { recursive: true, force: true })
    const options = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--require-hashes', '--target', folder]
    await must('NVRTC did not install from the Python registry: see above', python, [...options, '-r', join(root, requirements)])
  })
  return { python, folder }
}
