// The tables: generated once, kept as raw little-endian numbers that every peer reads.
import { existsSync, mkdirSync, openSync, readSync, closeSync, fstatSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { bell, randomOf, shuffle, uniform } from './random.mjs'
import { layersOf, widthsOf } from './work.mjs'

/** Raise it when the generation changes: older files are then left alone and new ones written. */
const VERSION = 1

/** Paths of a workload's files. */
export function tableOf(workload, folder) {
  const { table, name, n, d, batchSize, epochs, learningRate, optimizer = 'sgd', order } = workload
  const stem = join(folder, `${table ?? name}-${n}x${d}-v${VERSION}`)
  const steps = `b${batchSize}-e${epochs}-${optimizer}${learningRate}`
  const run = join(folder, `${name}-${n}x${widthsOf(workload).join('-')}-v${VERSION}-${steps}`)
  return {
    x: `${stem}.x.f32`,
    y: `${stem}.y.f32`,
    order: order === 'in order' ? null : `${stem}-${epochs}.order.u32`,
    /** What every peer starts from, in logical order: layer by layer the weights (inputs, outputs), then the bias. */
    initial: `${run}.initial.f32`,
    /** What a peer's check and its last timed run ended with, in the same order. */
    check: `${run}.check.f64`,
    timed: `${run}.timed.f64`,
    /** What float64 ends with: how the names of those files begin. */
    reference: `${run}.reference`,
  }
}

/** Small numbers that float32 holds exactly, in −½..½ for a linear model, as PyTorch spreads them for a classifier. */
function initialOf(workload) {
  const random = randomOf(7)
  const values = layersOf(workload).flatMap(({ inputs, outputs }) => {
    const spread = workload.classes ? 2 / Math.sqrt(inputs) : 1
    return Array.from({ length: (inputs + 1) * outputs }, () => spread * (uniform(random) - 0.5))
  })
  return Float32Array.from(values)
}

function rowsOf(workload) {
  if (workload.classes) return classRows(workload)
  return workload.d === 1 ? tutorialRows(workload) : linearRows(workload)
}

/** Writes what is missing of a workload's table. */
export function generate(workload, folder) {
  mkdirSync(folder, { recursive: true })
  const files = tableOf(workload, folder)
  if (!existsSync(files.x) || !existsSync(files.y)) {
    const { x, y } = rowsOf(workload)
    write(files.x, x)
    write(files.y, y)
  }
  if (files.order && !existsSync(files.order)) write(files.order, ordersOf(workload))
  if (!existsSync(files.initial)) write(files.initial, initialOf(workload))
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

/** Features in 0..1, half of each the centre of the row's class and half noise; a tenth of the classes drawn anew. */
function classRows({ n, d, classes }) {
  const random = randomOf(42)
  const draw = () => Math.floor(classes * uniform(random))
  const centres = Float32Array.from({ length: classes * d }, () => uniform(random))
  const x = new Float32Array(n * d)
  const y = new Float32Array(n)
  for (let i = 0; i < n; i++) {
    const kind = draw()
    for (let j = 0; j < d; j++) x[i * d + j] = 0.5 * (centres[kind * d + j] + uniform(random))
    y[i] = uniform(random) < 0.1 ? draw() : kind
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
export function write(path, values) {
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
