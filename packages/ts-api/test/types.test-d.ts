/** What the compiler must accept and refuse; compiled with the tests, never run. */
import {
  accuracyScore,
  adam,
  adamw,
  type Backend,
  type ClassificationMetrics,
  type Coefficients,
  compare,
  confusionMatrix,
  type ClassLoss,
  cosine,
  crossEntropy,
  crossValidate,
  Dataset,
  dense,
  type Epoch,
  findBatchSize,
  findLearningRate,
  type FlatMatrix,
  learningCurve,
  huber,
  LinearClassifier,
  LinearRegression,
  LinearRegressor,
  LogisticRegression,
  MLPClassifier,
  MinibatchError,
  MLPRegressor,
  type Model,
  mse,
  r2Score,
  type RegressionMetrics,
  sequential,
  sgd,
  type Split,
  type Spread,
  step,
  Trainer,
} from 'minibatch'

import * as inWorker from 'minibatch/worker'

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

holds<Equal<typeof model.coefficients, readonly number[]>>()
holds<Equal<typeof model.intercept, number>>()

// Classes: labels are numbers or text, metrics those of classes.
const classifier = new LogisticRegression({ classWeight: 'balanced' })
const labels = classifier.predict([[1]])
holds<Equal<typeof labels, Float64Array | string[]>>()
const label = classifier.predict({ area: 1 })
holds<Equal<typeof label, number | string>>()
holds<Equal<typeof classifier.classes, readonly number[] | readonly string[]>>()
holds<Equal<typeof classifier.coefficients, Coefficients>>()
const probabilities = classifier.predictProbability([[1]])
holds<Equal<typeof probabilities, FlatMatrix>>()
const chances = classifier.predictProbability({ area: 1 })
holds<Equal<typeof chances, readonly number[]>>()
const found = { numbers: model.evaluate(data).metrics, classes: classifier.evaluate(data).metrics }
holds<Equal<typeof found, { numbers: RegressionMetrics; classes: ClassificationMetrics }>>()
void classifier.fit([{ area: 1 }], ['a'])
holds<Equal<ReturnType<typeof onePass>, Promise<Epoch>>>()
function onePass() {
  return classifier.partialFit([[1]], new Uint8Array([1]), { classes: [0, 1] })
}
// @ts-expect-error: a number has no text labels
void model.fit([{ area: 1 }], ['a'])
// @ts-expect-error: LogisticRegression has its loss
void new LogisticRegression({ loss: 'hinge' })
void new LinearClassifier({ loss: crossEntropy({ labelSmoothing: 0.1 }) })
// @ts-expect-error: a loss of numbers
void new LinearClassifier({ loss: 'mse' })
// As many weights as there are classes: three are too many for a loss of two.
void new LinearClassifier({ loss: 'crossEntropy', classWeight: [1, 2, 3] })
void new LinearClassifier({ loss: 'hinge', classWeight: [1, 2] })
const chosen: ClassLoss = 'hinge' as ClassLoss
void new LinearClassifier({ loss: chosen, classWeight: 'balanced' })
void new LogisticRegression({ classWeight: [1, 2, 3] })
// @ts-expect-error: hinge with three classes
void new LinearClassifier({ loss: 'hinge', classWeight: [1, 2, 3] })
// @ts-expect-error: a loss of two classes, as an object
void new MLPClassifier({ loss: { name: 'squaredHinge' }, classWeight: [1, 2, 3] })
// @ts-expect-error: a loss of classes
void new LinearRegressor({ loss: 'crossEntropy' })
// @ts-expect-error: a regression has no classes to weigh
void new LinearRegressor({ classWeight: 'balanced' })
// @ts-expect-error: an option of another optimizer, in an object
void new LinearRegressor({ optimizer: { name: 'sgd', betas: [0.9, 0.99] } })
// @ts-expect-error: an option of another loss
void huber({ quantile: 0.5 })
// @ts-expect-error: a schedule by steps needs their size
void step({ gamma: 0.5 })
// @ts-expect-error: an option of another schedule
void cosine({ gamma: 0.5 })
// @ts-expect-error: a linear model has no hidden layers
void new LinearRegressor({ hidden: [{ units: 4 }] })

// Hidden layers by their units, or with options of their own.
void new MLPClassifier({ hidden: [64, { units: 32, activation: 'gelu', dropout: 0.1 }], activation: 'tanh', loss: 'auto' })
const perceptron = new MLPRegressor({ hidden: [8], loss: 'huber' })
void perceptron.fit([[1]], [[1, 2]])
// @ts-expect-error: no coefficients with hidden layers
void perceptron.coefficients
// @ts-expect-error: no such activation
void new MLPRegressor({ activation: 'rellu' })

// A model from a file may be of either task.
declare const loaded: Model
const either = loaded.predict([[1]])
holds<Equal<typeof either, Float64Array | string[]>>()
const { metrics } = loaded.evaluate(data)
const quality: number | null = 'accuracy' in metrics ? metrics.accuracy : metrics.r2
void quality

// A loop of one's own: options that step, arrays that are batches.
const optimizer = adamw({ learningRate: 1e-3 })
void new LinearRegressor({ optimizer, loss: huber({ delta: 1 }) })
const net = sequential(data, [dense(1)], { seed: 42, dtype: 'float64' })
for (const batch of data.batches({ batchSize: 64, shuffle: 'full', seed: 42, epoch: 1 })) {
  const { loss, gradient } = net.lossAndGradient(batch, huber({ delta: 1 }), { l2: 0.1, clipNorm: 1 })
  holds<Equal<typeof loss, number>>()
  optimizer.step(net.parameters, gradient, 0.1)
  void net.lossAndGradient({ x: batch.x, y: batch.y }, 'mse')
}
void data.batches({ shuffle: false })
// @ts-expect-error: a step changes its parameters, and an array of numbers is not one it can
optimizer.step([1], [1])
// @ts-expect-error: no such option of a gradient
void net.lossAndGradient({ x: [[1]], y: [1] }, 'mse', { l1: 1 })
// @ts-expect-error: parameters are the network's one array
net.parameters = new Float64Array(2)

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

// Metrics take predictions as models give them.
holds<Equal<typeof r2, number | null>>()
const r2 = r2Score([1, 2], model.predict([[1], [2]]))
void accuracyScore(['a', 'b'], ['a', 'a'], { sampleWeight: [1, 2] })
void confusionMatrix([true], [false], { classes: [false, true] })
// @ts-expect-error: numbers have no text
void r2Score(['a'], [1])

// Runs that measure or choose take the options of a run, and hidden layers as a perceptron does.
void crossValidate(data, { folds: 10, hidden: [64, 32], activation: 'tanh', epochs: 50 }).then(({ metrics }) => {
  holds<Equal<typeof metrics.r2, Spread | null | undefined>>()
})
void learningCurve(data, { sizes: [0.5, 1], stratify: false })
void compare(data, { batchSizes: ['full', 64, 1], learningRate: 0.1 })
void findBatchSize(data).then(({ batchSize, reason }) => batchSize + reason.length)
void findLearningRate(data, { method: 'steepest' })
// @ts-expect-error: the rate is what is looked for
void findLearningRate(data, { learningRate: 0.1 })
// @ts-expect-error: batch sizes are what is compared
void compare(data, { batchSize: 64 })
// @ts-expect-error: folds take rows of their own
void crossValidate(data, { order: [[0]] })
// @ts-expect-error: no such metric
void crossValidate(data).then(({ metrics }) => metrics.r3)
for (const fold of data.folds(5, { seed: 1, stratify: 'city' })) holds<Equal<typeof fold, Split>>()
// All that a run gives is read-only, to the last number.
async function results() {
  const history = await model.fit([[1]], [1])
  // @ts-expect-error: a record of an epoch
  history[0]!.loss = 0
  // @ts-expect-error: the list of them
  history.push(history[0]!)
  // @ts-expect-error: a weight
  model.coefficients[0] = 0
  // @ts-expect-error: a metric
  model.evaluate(data).metrics.rmse = 0
  // @ts-expect-error: what a model says of itself
  model.describe().layers[0]!.inputs = 2
  // @ts-expect-error: what was done with a column
  data.report.report![0]!.done = ''
  // @ts-expect-error: where a run stands
  trainer.state.step = 0
  // @ts-expect-error: an error's details
  new MinibatchError('INTERNAL', '').details['row'] = 1
}
void results

// In a worker: the same classes, and promises for what needs the rows.
async function there() {
  const rows = await inWorker.Dataset.fromCsv('houses.csv', { target: 'price' })
  const { train, test } = await rows.split({ test: 0.2 })
  const remote = new inWorker.LinearRegression({ epochs: 3 })
  const history = await remote.fit(train, { validation: test, transfer: true })
  holds<Equal<typeof history, readonly Epoch[]>>()
  const one = remote.predict({ area: 1 })
  holds<Equal<typeof one, number>>()
  const same: LinearRegression = remote
  const { metrics } = await test.evaluate(same)
  holds<Equal<typeof metrics, RegressionMetrics>>()
  // @ts-expect-error: an option of another class
  void new inWorker.LinearRegression({ hidden: [4] })
  // @ts-expect-error: the rows are in the worker
  void remote.evaluate(test)
}
void there
