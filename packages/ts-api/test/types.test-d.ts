/** What the compiler must accept and refuse; compiled with the tests, never run. */
import {
  adam,
  type Backend,
  cosine,
  Dataset,
  dense,
  type Epoch,
  LinearRegression,
  LinearRegressor,
  mse,
  sequential,
  sgd,
  Trainer,
} from 'minibatch'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const holds = <_T extends true>() => {}

// Names alone, objects and option functions.
void new LinearRegressor({ loss: 'mse', optimizer: 'adam', schedule: 'constant' })
void new LinearRegressor({ loss: mse(), optimizer: adam({ betas: [0.9, 0.99] }), schedule: cosine({ tMax: 20, per: 'epoch' }) })
void new LinearRegressor({ loss: { name: 'halfSquaredError' }, batchSize: 'full', epochs: 'auto', l2: 'auto', earlyStopping: null })

// @ts-expect-error: no such loss
void new LinearRegressor({ loss: 'msse' })
// @ts-expect-error: no such option
void new LinearRegressor({ batchsize: 64 })
// @ts-expect-error: an option of another optimizer
void sgd({ betas: [0.9, 0.99] })
// @ts-expect-error: a function not called
void new LinearRegressor({ loss: mse })
// @ts-expect-error: LinearRegression has its loss
void new LinearRegression({ loss: 'mse' })

const model = new LinearRegression()
const data = Dataset.fromArrays({ x: [[1]], y: [1] })

holds<Equal<ReturnType<typeof fitArrays>, Promise<readonly Epoch[]>>>()
function fitArrays() {
  return model.fit({ data: new Float32Array(4), columns: 2 }, new Int32Array(2), { signal: AbortSignal.timeout(1000) })
}
void model.fit(data, { validation: data })
// @ts-expect-error: plain arrays need their targets
void model.fit([[1]])

const numbers = model.predict([[1]])
holds<Equal<typeof numbers, Float64Array>>()
const number = model.predict({ area: 1, city: null })
holds<Equal<typeof number, number>>()

// Rows of a type of their own.
interface House {
  area: number
  city: string | null
}
const houses: readonly House[] = []
void Dataset.fromRows(houses, { target: 'area' })
void model.fit(houses, [], { validation: { x: houses, y: [] } })
holds<Equal<ReturnType<typeof predictHouse>, number>>()
function predictHouse(house: House) {
  return model.predict(house)
}
// @ts-expect-error: a property that is no cell
void Dataset.fromRows([{ area: { value: 1 } }])

const trainer = new Trainer(sequential(data, [dense(1)]), data, { validation: data, dtype: 'float64', backend: 'wasm' })
void trainer.run({ steps: 24 })
holds<Equal<typeof trainer.backend, Backend>>()
// @ts-expect-error: results are read-only
trainer.backend.kind = 'native'
