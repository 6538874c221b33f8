// What every JavaScript peer shares: its job, the table in memory, the timed calls, the answer: one line of JSON, and
// the parameters in files of float64. The same limits as in steady.py.
import { read, write } from '../data.mjs'

const WARM_ROWS = 200_000
const WARM_SECONDS = 0.2
const TIMED_SECONDS = 0.25
const LEAST_CALLS = 3
const ENOUGH_SECONDS = 1

/** The job as the harness wrote it, with the arrays read: `x` (n, d), `y` (n), `orders` (an epoch each), `initial`. */
export function job() {
  const given = JSON.parse(process.argv[2])
  const { n, epochs, files } = given
  const joined = files.order && read(files.order, Uint32Array)
  return {
    optimizer: 'sgd',
    hidden: [],
    ...given,
    x: read(files.x, Float32Array),
    y: read(files.y, Float32Array),
    orders: joined && Array.from({ length: epochs }, (_, epoch) => joined.subarray(epoch * n, (epoch + 1) * n)),
    initial: read(files.initial, Float32Array),
  }
}

/** Seconds of each call; of several calls in turn, a list each. */
async function repeat(calls, seconds, least) {
  const times = calls.map(() => [])
  const begin = performance.now()
  for (;;) {
    for (const [index, call] of calls.entries()) {
      const start = performance.now()
      await call()
      times[index].push((performance.now() - start) / 1000)
    }
    const spent = (performance.now() - begin) / 1000
    if ((times[0].length >= least && spent >= seconds) || spent >= ENOUGH_SECONDS) return times
  }
}

/**
 * @param {ReturnType<typeof job>} task
 * @param {(order: 'own' | 'given' | 'in order', rows: number, by: { optimizer: string, learningRate: number }) => unknown} train
 *   runs all epochs over the first `rows` rows of each order; gives what `weightsOf` makes parameters of, in logical order
 * @param {{ versions: Record<string, string>, weightsOf?: (trained: any) => ArrayLike<number>, about?: object }} more
 */
export async function measure(task, train, { versions, weightsOf = (weights) => weights, about }) {
  const { n, order, batchSize, files, over } = task
  const keep = (path, trained) => write(path, Float64Array.from(weightsOf(trained)))
  if (order === 'own') keep(files.check, await train('given', n, task))
  const warm = [task, over].filter(Boolean).map((by) => () => train(order, Math.min(n, WARM_ROWS), by))
  await repeat(warm, WARM_SECONDS, 1)
  let trained
  const timed = async () => {
    trained = await train(order, n, task)
  }
  const calls = over ? [timed, () => train(order, n, over)] : [timed]
  const [times, base] = await repeat(calls, TIMED_SECONDS, LEAST_CALLS)
  keep(files.timed, trained)
  console.log(JSON.stringify({ times, base, batchSize, versions, about }))
}
