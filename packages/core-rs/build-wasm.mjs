// Builds the WebAssembly modules into packages/ts-api: the whole core into wasm, into wasm-small the part that a page can load
// first (src/whole.rs). Run by pnpm, so that wasm-pack finds wasm-opt on PATH.
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

build('wasm', ['--features', 'wasm'])
build('wasm-small', ['--no-default-features', '--features', 'wasm'])

function build(folder, features) {
  const out = fileURLToPath(new URL(`../ts-api/${folder}/`, import.meta.url))
  const options = ['--mode', 'no-install', '--target', 'web', '--release', '--no-pack', '--out-dir', out, '--out-name', 'core']
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  // RUSTFLAGS would silently replace those of .cargo/config.toml.
  const { RUSTFLAGS: _, ...env } = process.env
  const { status, error } = spawnSync('wasm-pack', ['build', '.', ...options, ...features], { stdio: 'inherit', env })
  if (error) throw new Error(`wasm-pack did not start (${error.message}): run 'npm run build' at the root, which installs it`)
  // wasm-pack writes a .gitignore with '*', and npm would then leave the module out of the package.
  rmSync(`${out}.gitignore`, { force: true })
  if (status !== 0) process.exit(status ?? 1)
}
