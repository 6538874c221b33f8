// One fresh process: bound to one core, one thread in every library, its last line of output is the answer.
import { spawn } from 'node:child_process'

const ONE_THREAD = Object.fromEntries(
  ['OMP', 'MKL', 'OPENBLAS', 'VECLIB_MAXIMUM', 'NUMEXPR'].map((name) => [`${name}_NUM_THREADS`, '1']),
)

/** What tunes the peers' libraries: a machine may have it set for another version of them, which it then slows. */
const TUNING = /^(OPENBLAS|GOTO|NVPL|BLIS|MKL|OMP|KMP|ATEN|DNNL|ONEDNN|NPY)_|^MINIBATCH_BACKEND$/

/** The environment of every process: one thread, nothing tuned, every library chooses its kernels by itself. */
export function environmentOf(given) {
  const kept = Object.entries(given).filter(([name]) => !TUNING.test(name))
  return { ...Object.fromEntries(kept), ...ONE_THREAD, PYTHONDONTWRITEBYTECODE: '1' }
}

/**
 * The parsed answer; throws with the last line of what the process complained of.
 * @param {[string, string[]]} command
 * @param {string | null} core
 */
export function answerOf([program, args], core) {
  const [file, all] = core === null ? [program, args] : ['taskset', ['-c', core, program, ...args]]
  const child = spawn(file, all, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environmentOf(process.env),
  })
  let answer = ''
  let complaint = ''
  child.stdout.on('data', (piece) => (answer += piece))
  child.stderr.on('data', (piece) => (complaint = (complaint + piece).slice(-4000)))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(answer.trim().split('\n').at(-1)))
      else reject(new Error(reasonIn(complaint) ?? `the process ended with ${code}`))
    })
  })
}

/** Python names its error last, Node first and its version last. */
function reasonIn(complaint) {
  const lines = complaint.split('\n').filter((line) => line.trim())
  return lines.findLast((line) => /Error|panicked/.test(line)) ?? lines.at(-1)
}
