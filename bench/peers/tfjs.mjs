// TensorFlow.js: tensors that stay in the backend, `optimizer.minimize` a batch. Variant: the backend, cpu or wasm.
import { createRequire } from 'node:module'
import { dirname, sep } from 'node:path'
import { job, measure } from './steady.mjs'

const task = job()
const { n, d, classes, hidden, batchSize, epochs, variant } = task
const require = createRequire(`${task.packages}${sep}`)
const tf = require('@tensorflow/tfjs')
if (variant === 'wasm') {
  const wasm = require('@tensorflow/tfjs-backend-wasm')
  wasm.setWasmPaths(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + sep)
  wasm.setThreadsCount(1)
}
await tf.setBackend(variant)
await tf.ready()
tf.env().set('PROD', true)

const x = tf.tensor2d(task.x, [n, d])
/** Classes as rows of 0 and 1, before the clock starts; made whole numbers first: asked for floats, wasm writes their bits. */
const y = classes
  ? tf.cast(tf.oneHot(tf.tensor1d(Int32Array.from(task.y), 'int32'), classes), 'float32')
  : tf.tensor2d(task.y, [n, 1])
const widths = [d, ...hidden, classes ?? 1]
const optimizers = { sgd: tf.train.sgd, adam: (rate) => tf.train.adam(rate, 0.9, 0.999, 1e-8) }

/** Fisher-Yates with the platform's own random numbers; tfjs shuffles its data sets in JavaScript as well. */
function shuffled() {
  const order = Int32Array.from({ length: n }, (_, i) => i)
  tf.util.shuffle(order)
  return order
}

/** A small table is permuted whole once an epoch; of a large one the batch's rows are gathered. */
function batchesOf(order) {
  if (!order) return { batch: (begin, m) => [tf.slice(x, begin, m), tf.slice(y, begin, m)], free() {} }
  if (n * d > 1 << 18) {
    const batch = (begin, m) => {
      const index = tf.tensor1d(Int32Array.from(order.subarray(begin, begin + m)), 'int32')
      return [tf.gather(x, index), tf.gather(y, index)]
    }
    return { batch, free() {} }
  }
  const index = tf.tensor1d(Int32Array.from(order), 'int32')
  const permuted = [tf.gather(x, index), tf.gather(y, index)]
  index.dispose()
  return { batch: (begin, m) => permuted.map((part) => tf.slice(part, begin, m)), free: () => tf.dispose(permuted) }
}

/** Weights and bias of each layer, one after the other. */
function initialVariables() {
  let at = 0
  const take = (length) => task.initial.subarray(at, (at += length))
  return widths.slice(1).flatMap((outputs, layer) => {
    const weights = tf.tensor2d(take(widths[layer] * outputs), [widths[layer], outputs])
    return [tf.variable(weights), tf.variable(tf.tensor1d(take(outputs)))]
  })
}

function outputsOf(xs, variables) {
  let out = xs
  for (let at = 0; at < variables.length; at += 2) {
    out = tf.add(tf.matMul(out, variables[at]), variables[at + 1])
    if (at + 2 < variables.length) out = tf.relu(out)
  }
  return out
}

function lossOf(outputs, ys) {
  return classes ? tf.losses.softmaxCrossEntropy(ys, outputs) : tf.mean(tf.square(tf.sub(outputs, ys)))
}

function train(kind, rows, { optimizer: name, learningRate }) {
  const variables = initialVariables()
  // The mean of squares at half the rate takes the steps of half the squares, with one operation less.
  const optimizer = optimizers[name](classes ? learningRate : learningRate / 2)
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = kind === 'own' ? shuffled() : kind === 'given' ? task.orders[epoch] : null
    const { batch, free } = batchesOf(order)
    for (let begin = 0; begin < rows; begin += batchSize) {
      tf.tidy(() => {
        const [xs, ys] = batch(begin, Math.min(batchSize, rows - begin))
        optimizer.minimize(() => lossOf(outputsOf(xs, variables), ys), false, variables)
      })
    }
    free()
  }
  const weights = variables.flatMap((variable) => [...variable.dataSync()])
  tf.dispose(variables)
  optimizer.dispose()
  return weights
}

await measure(task, train, { versions: { tfjs: tf.version_core } })
