// TensorFlow.js: tensors that stay in the backend, `optimizer.minimize` a batch. Variant: the backend, cpu or wasm.
import { createRequire } from 'node:module'
import { dirname, sep } from 'node:path'
import { job, measure } from './steady.mjs'

const task = job()
const { n, d, batchSize, epochs, learningRate, initial, variant } = task
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
const y = tf.tensor2d(task.y, [n, 1])

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

function train(kind, rows) {
  const w = tf.variable(tf.tensor2d(initial.slice(0, d), [d, 1]))
  const b = tf.variable(tf.scalar(initial[d]))
  // The mean of squares at half the rate takes the steps of half the squares, with one operation less.
  const optimizer = tf.train.sgd(learningRate / 2)
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = kind === 'own' ? shuffled() : kind === 'given' ? task.orders[epoch] : null
    const { batch, free } = batchesOf(order)
    for (let begin = 0; begin < rows; begin += batchSize) {
      tf.tidy(() => {
        const [xs, ys] = batch(begin, Math.min(batchSize, rows - begin))
        const loss = () => tf.mean(tf.square(tf.sub(tf.add(tf.matMul(xs, w), b), ys)))
        optimizer.minimize(loss, false, [w, b])
      })
    }
    free()
  }
  const weights = [...w.dataSync(), ...b.dataSync()]
  tf.dispose([w, b])
  return weights
}

await measure(task, train, { versions: { tfjs: tf.version_core } })
