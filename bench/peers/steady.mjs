// What every JavaScript peer shares: its job, the table in memory, the timed calls, the answer as one line of JSON.
// The same limits as in steady.py.
import { read } from '../data.mjs'

const WARM_ROWS = 200_000
const WARM_SECONDS = 0.2
const TIMED_SECONDS = 0.25
const LEAST_CALLS = 3
const ENOUGH_SECONDS = 1

/** The job as the harness wrote it, with the arrays read: `x` (n, d), `y` (n), `orders` (an epoch each). */
export function job() {
  const given = JSON.parse(process.argv[2])
  const { n, epochs, files } = given
  const joined = files.order && read(files.order, Uint32Array)
  return {
    ...given,
    x: read(files.x, Float32Array),
    y: read(files.y, Float32Array),
    orders: joined && Array.from({ length: epochs }, (_, epoch) => joined.subarray(epoch * n, (epoch + 1) * n)),
  }
}

/** Seconds of each call. */
async function repeat(call, seconds, least) {
  const times = []
  const begin = performance.now()
  for (;;) {
    const start = performance.now()
    await call()
    const end = performance.now()
    times.push((end - start) / 1000)
    const spent = (end - begin) / 1000
    if ((times.length >= least && spent >= seconds) || spent >= ENOUGH_SECONDS) return times
  }
}

/**
 * @param {ReturnType<typeof job>} task
 * @param {(order: 'own' | 'given' | 'in order', rows: number) => unknown} train runs all epochs over the first `rows`
 *   rows of each order; gives what `weightsOf` makes weights of, bias last
 * @param {{ versions: Record<string, string>, weightsOf?: (trained: any) => ArrayLike<number>, about?: object }} more
 */
export async function measure(task, train, { versions, weightsOf = (weights) => weights, about }) {
  const { n, order, batchSize } = task
  const check = order === 'own' ? Array.from(weightsOf(await train('given', n))) : null
  await repeat(() => train(order, Math.min(n, WARM_ROWS)), WARM_SECONDS, 1)
  let trained
  const timed = async () => {
    trained = await train(order, n)
  }
  const times = await repeat(timed, TIMED_SECONDS, LEAST_CALLS)
  const answer = { times, check, timed: Array.from(weightsOf(trained)), batchSize, versions, about }
  console.log(JSON.stringify(answer))
}
