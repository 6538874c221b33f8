// One workload: every peer once a round, in another order each round, the machine's roof probed among them.
import { answerOf } from './process.mjs'
import { peers } from './peers.mjs'
import { randomOf, shuffle } from './random.mjs'
import { median } from './statistics.mjs'
import { bytesOf } from './workloads.mjs'

const PROBE_SECONDS = 0.2

/**
 * @typedef {object} Entry what is kept of one peer
 * @property {'measured' | 'void' | 'failed' | 'absent'} state
 * @property {string} [reason]
 * @property {{ round: number, seconds: number, fastest: number, calls: number }[]} rounds `seconds`: the median of the
 *   calls of that round's process
 * @property {number} [loss] of the last timed run
 * @property {object} [versions]
 * @property {object} [about]
 */

/**
 * @param {object} setting `{ workload, files, reference, tools, core, rounds, names, progress }`
 * @returns {Promise<{ entries: Record<string, Entry>, roof: { round: number, readBytesPerSecond: number, flopsPerSecond: number }[] }>}
 */
export async function contest(setting) {
  const { workload, tools, rounds, names, progress } = setting
  const entries = Object.fromEntries(names.map((name) => [name, entryOf(tools[peers[name].needs])]))
  const roof = []
  for (let round = 0; round < rounds; round++) {
    for (const name of shuffle([...names, 'roof'], randomOf(round))) {
      progress(`${workload.name}, round ${round + 1} of ${rounds}: ${name}`)
      if (name === 'roof') roof.push(...(await probe(setting, round)))
      else await turn(setting, { name, round, entry: entries[name] })
    }
  }
  return { entries, roof }
}

function entryOf(tool) {
  return tool?.absent ? { state: 'absent', reason: tool.absent, rounds: [] } : { state: 'measured', rounds: [] }
}

async function turn({ workload, files, reference, tools, core }, { name, round, entry }) {
  if (entry.state !== 'measured' || round >= (workload.rounds?.[name] ?? Infinity)) return
  const peer = peers[name]
  const task = { ...workload, files, initial: files.initial, variant: peer.variant }
  try {
    const answer = await answerOf(peer.command(task, tools[peer.needs]?.value), core)
    const objection = objectionTo(answer, { workload, reference })
    entry.rounds.push({
      round,
      seconds: median(answer.times),
      fastest: Math.min(...answer.times),
      calls: answer.times.length,
    })
    Object.assign(entry, { loss: reference.loss(answer.timed), versions: answer.versions, about: answer.about })
    if (objection) Object.assign(entry, { state: 'void', reason: objection })
  } catch (error) {
    Object.assign(entry, { state: 'failed', reason: withoutPaths(error.message) })
  }
}

/** What is stored names no folder of the machine it was measured on. */
function withoutPaths(message) {
  return message.replaceAll(/(?:file:\/\/)?(?:\/[\w.@+-]+)+\//g, '')
}

/** The run in the given order must end where float64 ends; a timed run that shuffled by itself, near it. */
function objectionTo({ check, timed, batchSize }, { workload, reference }) {
  const checked = check && reference.objection(check, { batchSize, sameOrder: true })
  const sameOrder = !check && workload.order !== 'own'
  return checked ?? reference.objection(timed, { batchSize, sameOrder })
}

async function probe({ workload, tools, core }, round) {
  if (!tools.roof.value) return []
  const bytes = bytesOf(workload) / workload.epochs
  const found = await answerOf([tools.roof.value, [`${bytes}`, `${PROBE_SECONDS}`]], core)
  const read = found.bytes / Math.min(median(found.one), median(found.four))
  return [{ round, readBytesPerSecond: read, flopsPerSecond: found.flops / median(found.sums) }]
}
