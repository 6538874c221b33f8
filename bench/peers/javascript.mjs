// The plain loop in JavaScript.
import { descend } from './plain-loop.mjs'
import { job, measure } from './steady.mjs'

const task = job()
const orders = { own: 'own', given: task.orders }

const train = (kind, rows, { learningRate }) => descend({ ...task, learningRate }, orders[kind] ?? null, rows)

await measure(task, train, { versions: { node: process.versions.node } })
