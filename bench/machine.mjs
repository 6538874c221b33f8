// What the numbers belong to: the processor, its memory and the versions; no names of hosts, no paths.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import os from 'node:os'

const text = (path) => (existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined)

/** The commit the sources stand at, with a + where they differ from it; undefined outside a checkout. */
function commit(root) {
  const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    return git('rev-parse', '--short=10', 'HEAD').trim() + (git('status', '--porcelain', '-uno').trim() ? '+' : '')
  } catch {
    return undefined
  }
}

function caches() {
  const folder = '/sys/devices/system/cpu/cpu0/cache'
  const found = []
  for (let index = 0; existsSync(`${folder}/index${index}`); index++) {
    const of = (name) => text(`${folder}/index${index}/${name}`)
    if (of('type') !== 'Instruction') found.push(`L${of('level')} ${of('size')}`)
  }
  return found
}

export function describeMachine(root) {
  const cpus = os.cpus()
  const flags = text('/proc/cpuinfo')?.match(/^flags\s*:(.*)$/m)?.[1].split(' ') ?? []
  return {
    cpu: cpus[0]?.model.trim() ?? 'unknown',
    cores: cpus.length,
    caches: caches(),
    vectors: ['avx512f', 'avx2', 'sse2'].filter((name) => flags.includes(name)),
    virtual: flags.includes('hypervisor'),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    hugePages: text('/sys/kernel/mm/transparent_hugepage/enabled')?.match(/\[(.*)\]/)?.[1],
    governor: text('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor'),
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    load: os.loadavg()[0],
    node: process.versions.node,
    commit: commit(root),
  }
}

/** For a file's name: the processor and its cores. */
export function slugOf({ cpu, cores }) {
  const words = cpu.replace(/\((R|TM)\)/gi, ' ').toLowerCase().match(/[a-z0-9]+/g) ?? ['unknown']
  return `${words.filter((word) => !['cpu', 'processor'].includes(word)).join('-')}-${cores}-cores`
}

/** The core every process is bound to, or null where that cannot be done: the last one this process may use. */
export function coreToPin() {
  if (process.env.MINIBATCH_BENCH_CORE) return process.env.MINIBATCH_BENCH_CORE
  const allowed = text('/proc/self/status')?.match(/^Cpus_allowed_list:\s*(\S+)$/m)?.[1]
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' })
  } catch {
    return null
  }
  return allowed?.match(/\d+$/)?.[0] ?? null
}
