/**
 * A run that is stopped in the middle of an epoch and goes on from its checkpoint, here in a new trainer: it ends at the
 * very weights of a run that was never stopped. The hash of the weights shows it.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { Dataset, dense, sequential, Trainer } from 'minibatch'

const file = new URL('../../../fixtures/tables/diabetes.csv', import.meta.url)
const data = await Dataset.fromCsv(file, { target: 'target' })
const options = { epochs: 30, batchSize: 32, seed: 7 } as const
const network = () => sequential(data, [dense(16, 'relu'), dense(1)])

const whole = new Trainer(network(), data, options)
await whole.run()

const folder = await mkdtemp(join(tmpdir(), 'minibatch-'))
const checkpoint = join(folder, 'run.ckpt')
const first = new Trainer(network(), data, options)
await first.run({ steps: 100 })
await first.saveCheckpoint(checkpoint)

const second = await Trainer.resume(checkpoint, data)
console.log(`Resumed at step ${second.state.step}`)
await second.run()
await rm(folder, { recursive: true })

console.log(`Without a stop ${whole.weightsHash}, resumed ${second.weightsHash}`)
