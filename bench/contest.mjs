// One workload: every peer once a round, in another order each round, the machine's roof probed among them.
import { existsSync, rmSync } from 'node:fs'
import { read } from './data.mjs'
import { answerOf } from './process.mjs'
import { peers } from './peers.mjs'
import { randomOf, shuffle } from './random.mjs'
import { median } from './statistics.mjs'
import { tableBytesOf } from './work.mjs'

const PROBE_SECONDS = 0.2

/**
 * @typedef {object} Entry what is kept of one peer
 * @property {'measured' | 'void' | 'failed' | 'absent'} state
 * @property {string} [reason]
 * @property {{ round: number, seconds: number, fastest: number, calls: number, base?: number }[]} rounds `seconds`:
 *   the median of the calls of that round's process; `base`: that of the same run by the optimizer of `over`
 * @property {number} [loss] of the last timed run
 * @property {object} [versions]
 * @property {object} [about]
 */

/**
 * @typedef {object} Roof what the machine could do in a round
 * @property {number} round
 * @property {number} readBytesPerSecond
 * @property {number} flopsPerSecond multiplications and additions apart
 * @property {number} [fusedFlopsPerSecond] fused into one
 */

/**
 * @param {object} setting `{ workload, files, reference, tools, core, rounds, names, progress }`
 * @returns {Promise<{ entries: Record<string, Entry>, roof: Roof[] }>}
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
  const task = { ...workload, files, variant: peer.variant }
  for (const path of [files.check, files.timed]) rmSync(path, { force: true })
  try {
    const answer = await answerOf(peer.command(task, tools[peer.needs]?.value), core)
    const check = existsSync(files.check) ? read(files.check, Float64Array) : null
    const timed = read(files.timed, Float64Array)
    const objection = objectionTo({ check, timed, batchSize: answer.batchSize }, { workload, reference })
    entry.rounds.push({
      round,
      seconds: median(answer.times),
      fastest: Math.min(...answer.times),
      calls: answer.times.length,
      ...(answer.base && { base: median(answer.base) }),
    })
    Object.assign(entry, { loss: reference.loss(timed), versions: answer.versions, about: answer.about })
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
  const bytes = tableBytesOf(workload) / workload.epochs
  const found = await answerOf([tools.roof.value, [`${bytes}`, `${PROBE_SECONDS}`]], core)
  const fastest = found.bytes / Math.min(median(found.one), median(found.four))
  const { apart, fused } = found
  return [{ round, readBytesPerSecond: fastest, flopsPerSecond: apart, ...(fused && { fusedFlopsPerSecond: fused }) }]
}
