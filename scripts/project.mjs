// The one entry of the root's npm scripts: node scripts/project.mjs start|test|web|bench|build|lint|schema|kernels [ARGUMENTS]
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkNode } from './machine.mjs'
import { attach, Failure, must, root, run, say } from './process.mjs'
import { setUpNvrtc, setUpPackages, setUpRust, setUpWasmTools } from './setup.mjs'
import { kernelImages, lint, pythonTests, rustTests, vitest, writeSchema } from './suite.mjs'
import { Tally } from './tally.mjs'

const native = ['@minibatch/core-rs#build:native', 'minibatch#build', '@minibatch/cli#build']
const library = ['@minibatch/core-rs#build:native', '@minibatch/core-rs#build:wasm', 'minibatch#build']
const everything = [...native, '@minibatch/core-rs#build:wasm', '@minibatch/web#build']
const command = join(root, 'packages/cli/bin/minibatch.js')

const commands = { start, test, web, bench, build, lint: lintAll, schema, kernels }

/** Without arguments two short runs that show what this is; with arguments the command line itself. */
async function start(options) {
  await setUp(native)
  if (options.length > 0) return attach(process.execPath, [command, ...options], { cwd: userFolder() })
  const example = ['train', 'fixtures/tables/diabetes.csv', '--target', 'target', '--validation', '0.2', '--seed', '1']
  for (const shown of [[...example, '--plot', 'terminal'], ['tutorial']]) {
    say(`\n$ minibatch ${shown.join(' ')}\n`)
    const code = await attach(process.execPath, [command, ...shown])
    if (code !== 0) return code
  }
  say('\nYour own table: npm start -- train FILE --target COLUMN')
  return 0
}

async function test() {
  await setUpRust()
  await setUpPackages()
  await setUpWasmTools()
  const tally = new Tally()
  await rustTests(tally)
  await kernelImages(tally)
  const built = await turbo(everything)
  if (built.code !== 0) say(built.output)
  tally.check('build', built.code === 0)
  await lint(tally)
  await vitest(tally)
  await pythonTests(tally)
  return tally.finish()
}

/** Serves the built page. */
async function web(options) {
  await setUp(everything)
  return attach('pnpm', ['--filter', '@minibatch/web', 'run', 'preview', ...options])
}

async function bench(options) {
  await setUp(library)
  return attach(process.execPath, [join(root, 'bench/run.mjs'), ...options])
}

async function build() {
  await setUp(everything)
  return 0
}

async function lintAll() {
  await setUpRust()
  await setUpPackages()
  const tally = new Tally()
  await lint(tally)
  return tally.finish()
}

/** Writes what is made from the core's config/ and checked in: schema.json, and the option types made from it. */
async function schema() {
  await setUpRust()
  await setUpPackages()
  const text = await must('The schema could not be written: the reason stands above', 'cargo', writeSchema)
  writeFileSync(join(root, 'packages/core-rs/schema.json'), text)
  await must('The option types could not be written', 'pnpm', ['--filter', 'minibatch', 'run', 'types'])
  return 0
}

/** Compiles the GPU kernels into the file that is checked in: a minute or two. */
async function kernels() {
  const { python, folder } = await setUpNvrtc()
  say(await must('The kernels could not be compiled', python, [join(root, 'scripts/kernels.py'), folder]))
  return 0
}

/** Brings the machine and the build outputs to where the tasks can run; does nothing that is already done. */
async function setUp(tasks) {
  await setUpRust()
  await setUpPackages()
  if (tasks !== native) await setUpWasmTools()
  const first = !existsSync(join(root, 'packages/ts-api/native/index.cjs'))
  if (first) say('Building the native core, about a minute, once')
  const slow = setTimeout(() => first || say('Building what changed in the sources'), 1500)
  const { code, output } = await turbo(tasks)
  clearTimeout(slow)
  if (code === 0) return
  say(output)
  throw new Failure('The build failed: the reason stands above')
}

function turbo(tasks) {
  const options = ['--output-logs=errors-only', '--log-prefix=none', '--continue=dependencies-successful']
  return run('turbo', ['run', ...tasks, ...options])
}

/** Where the user stands: npm moves to the root and keeps the folder it was called from in INIT_CWD. */
function userFolder() {
  return (process.env.npm_lifecycle_event && process.env.INIT_CWD) || process.cwd()
}

async function main([name, ...options]) {
  if (!Object.hasOwn(commands, name ?? '')) {
    throw new Failure(`Expected one of ${Object.keys(commands).join(', ')}, got ${name ?? 'nothing'}`)
  }
  checkNode()
  return commands[name](options)
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Failure)) throw error
  say(error.message)
  process.exitCode = 1
}
