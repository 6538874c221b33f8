// The peers' own place, .tools/bench: a Python with NumPy, scikit-learn and PyTorch, tfjs from npm, two small programs.
// What cannot be had is reported with the reason, and the bench goes on without it.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'

const TFJS = ['@tensorflow/tfjs@4.22.0', '@tensorflow/tfjs-backend-wasm@4.22.0']

/** Runs to the end, quietly; the error's message is the last line the program wrote. */
function run(command, args, options = {}) {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...options })
  } catch (error) {
    const missing = error.code === 'ENOENT' && `${basename(command)} is not on this machine`
    const last = `${error.stderr ?? ''}`.trim().split('\n').at(-1)
    throw new Error(missing || last || error.message, { cause: error })
  }
}

function python(root, folder) {
  if (process.env.MINIBATCH_BENCH_PYTHON) return process.env.MINIBATCH_BENCH_PYTHON
  const own = join(folder, 'venv', 'bin', 'python')
  if (!existsSync(join(folder, 'venv', 'ready'))) {
    console.error('bench: setting up NumPy, scikit-learn and PyTorch (some minutes, about 6 GB on Linux)')
    run('python3', ['-m', 'venv', join(folder, 'venv')])
    run(own, ['-m', 'pip', 'install', '--quiet', '-r', join(root, 'bench', 'requirements.txt')])
    mkdirSync(join(folder, 'venv', 'ready'))
  }
  return own
}

function tfjs(folder) {
  const packages = join(folder, 'npm')
  if (!existsSync(join(packages, 'node_modules', '@tensorflow', 'tfjs-backend-wasm'))) {
    console.error('bench: setting up tfjs')
    mkdirSync(packages, { recursive: true })
    run('npm', ['install', '--prefix', packages, '--no-audit', '--no-fund', '--ignore-scripts', ...TFJS])
  }
  return packages
}

function rust(root, folder, name) {
  const source = join(root, 'bench', 'peers', `${name}.rs`)
  const program = join(folder, name)
  if (!existsSync(program) || statSync(program).mtimeMs < statSync(source).mtimeMs) {
    const rustc = process.env.RUSTC ?? 'rustc'
    run(rustc, ['--edition', '2024', '-C', 'opt-level=3', '-C', 'target-cpu=native', source, '-o', program], { cwd: root })
  }
  return program
}

/** One tool: `{ value }`, or `{ absent: reason }`. */
function attempt(make) {
  try {
    return { value: make() }
  } catch (error) {
    return { absent: error.message }
  }
}

/**
 * @returns {Record<string, { value?: string, absent?: string }>} by what a peer needs: the Python that has the module,
 *   the folder of tfjs, the program, the entry of the package `minibatch`
 */
export function prepare(root, folder, needed) {
  const tools = {}
  const want = (name, make) => {
    if (needed.has(name)) tools[name] = attempt(make)
  }
  let found
  for (const name of ['numpy', 'torch', 'sklearn']) {
    want(name, () => {
      found ??= python(root, folder)
      run(found, ['-c', `import ${name}`])
      return found
    })
  }
  want('tfjs', () => tfjs(folder))
  want('plain', () => rust(root, folder, 'plain'))
  want('roof', () => rust(root, folder, 'roof'))
  want('minibatch', () => {
    const entry = join(root, 'packages', 'ts-api', 'dist', 'index.js')
    if (!existsSync(entry)) throw new Error('the package is not built')
    return entry
  })
  return tools
}
