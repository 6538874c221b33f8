// The tables: generated once, kept as raw little-endian numbers that every peer reads.
import { existsSync, mkdirSync, openSync, readSync, closeSync, fstatSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { bell, randomOf, shuffle, uniform } from './random.mjs'

/** Raise it when the generation changes: older files are then left alone and new ones written. */
const VERSION = 1

/** Paths of a workload's files, and the weights (d) and bias that every peer starts from. */
export function tableOf(workload, folder) {
  const stem = join(folder, `${workload.name}-${workload.n}x${workload.d}-v${VERSION}`)
  return {
    x: `${stem}.x.f32`,
    y: `${stem}.y.f32`,
    order: workload.order === 'in order' ? null : `${stem}-${workload.epochs}.order.u32`,
    reference: `${stem}-b${workload.batchSize}-e${workload.epochs}-r${workload.learningRate}.reference.json`,
    initial: initialOf(workload),
  }
}

/** Small numbers that float32 holds exactly, one a weight and the bias last. */
function initialOf({ d }) {
  const random = randomOf(7)
  return Array.from({ length: d + 1 }, () => Math.fround(uniform(random) - 0.5))
}

/** Writes what is missing of a workload's table. */
export function generate(workload, folder) {
  mkdirSync(folder, { recursive: true })
  const files = tableOf(workload, folder)
  if (!existsSync(files.x) || !existsSync(files.y)) {
    const { x, y } = workload.d === 1 ? tutorialRows(workload) : linearRows(workload)
    write(files.x, x)
    write(files.y, y)
  }
  if (files.order && !existsSync(files.order)) write(files.order, ordersOf(workload))
  return files
}

/** The tutorial's recipe: x in 0..2, y = 3.5 x + 1.2 and noise of deviation 0.5. */
function tutorialRows({ n }) {
  const random = randomOf(42)
  const x = new Float32Array(n)
  const y = new Float32Array(n)
  for (let i = 0; i < n; i++) {
    x[i] = 2 * uniform(random)
    y[i] = 3.5 * x[i] + 1.2 + 0.5 * bell(random)
  }
  return { x, y }
}

/** Features of variance 1, weights in -1..1, noise of deviation 0.5. */
function linearRows({ n, d }) {
  const random = randomOf(42)
  const weights = Float32Array.from({ length: d }, () => 2 * uniform(random) - 1)
  const spread = 2 * Math.sqrt(3)
  const x = new Float32Array(n * d)
  const y = new Float32Array(n)
  for (let i = 0; i < n; i++) {
    let sum = 0.5
    for (let j = 0; j < d; j++) {
      const value = Math.fround(spread * (uniform(random) - 0.5))
      x[i * d + j] = value
      sum += weights[j] * value
    }
    y[i] = sum + 0.5 * bell(random)
  }
  return { x, y }
}

/** One permutation of all rows an epoch, joined. */
function ordersOf({ n, epochs }) {
  const random = randomOf(1)
  const orders = new Uint32Array(n * epochs)
  for (let epoch = 0; epoch < epochs; epoch++) {
    const part = orders.subarray(epoch * n, (epoch + 1) * n)
    for (let i = 0; i < n; i++) part[i] = i
    shuffle(part, random)
  }
  return orders
}

const PIECE = 1 << 28

/** Under another name until it is whole: a run that was broken off leaves no half table. */
function write(path, values) {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  const file = openSync(`${path}.part`, 'w')
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, Math.min(PIECE, bytes.length - at))
  closeSync(file)
  renameSync(`${path}.part`, path)
}

/** All numbers of a file, as the given kind of array. */
export function read(path, Kind) {
  const file = openSync(path, 'r')
  const bytes = new Uint8Array(fstatSync(file).size)
  for (let at = 0; at < bytes.length; ) at += readSync(file, bytes, at, Math.min(PIECE, bytes.length - at), null)
  closeSync(file)
  return new Kind(bytes.buffer)
}
