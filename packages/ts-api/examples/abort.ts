/**
 * Progress while a model is trained, and an end to it by an AbortSignal: from a button, a time limit, a closed request.
 * The event loop stays free meanwhile, and a fit that was aborted leaves the former model as it was.
 */
import { Dataset, LinearRegression, MinibatchError } from 'minibatch'

const file = new URL('../../../fixtures/tables/diabetes.csv', import.meta.url)
const data = await Dataset.fromCsv(file, { target: 'target' })
const model = new LinearRegression({ epochs: 1_000_000, earlyStopping: null })

const stop = new AbortController()
const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(60_000)])
try {
  await model.fit(data, {
    signal,
    onEpoch({ number, loss }) {
      if (number % 1000 === 0) console.log(`Epoch ${number}, loss ${loss.toFixed(4)}`)
      if (number === 3000) stop.abort('that will do')
    },
  })
} catch (error) {
  if (!(error instanceof MinibatchError) || error.code !== 'ABORTED') throw error
  console.log(`Aborted: ${error.cause}`)
}
